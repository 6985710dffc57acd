/*
 * The first thing that the library runs. In a bundle of ES modules nothing tells where a file lies, and the next thing
 * would be an error of the bundler's that names neither this library nor what to do.
 */
if (typeof __dirname === 'undefined') {
  throw new Error(
    'cdk-mgn-disconnect cannot be part of a bundle: its function lies beside it; mark cdk-mgn-disconnect as external (esbuild: --external:cdk-mgn-disconnect) and ship it in node_modules',
  );
}

export {};
