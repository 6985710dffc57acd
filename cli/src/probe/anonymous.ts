/** A text without ARNs and accounts: the error of a denied call names the caller. */
export const anonymous = (text: string): string =>
  text.replace(/arn:[\w-]+:[^\s'",)]+/g, '<arn>').replace(/\d{12}/g, '<account>');
