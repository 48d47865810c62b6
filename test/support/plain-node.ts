/**
 * Imported for its effect: what a test starts is plain Node.js. The test runner would have every
 * process load its hooks, which takes longer than most servers of ours take to start.
 */
Reflect.deleteProperty(process.env, 'NODE_OPTIONS');
