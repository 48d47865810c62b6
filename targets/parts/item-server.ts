/**
 * The item API as a program of its own, for runtimes that know `node:http`: it listens on the port
 * of loopback that its argument names.
 */
import { itemServer } from '../node-http.ts';

itemServer().listen(Number(process.argv[2]), '127.0.0.1');
