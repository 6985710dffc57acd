/*
 * This runs before anything else of the library. In a bundle of ES modules a file cannot find the folder it is in.
 * Without this check, the bundler's error would name neither this library nor what to do.
 */
if (typeof __dirname === 'undefined') {
  throw new Error(
    'cdk-mgn-disconnect cannot be part of a bundle: its function lies beside it; mark cdk-mgn-disconnect as external (esbuild: --external:cdk-mgn-disconnect) and ship it in node_modules',
  );
}

export {};
