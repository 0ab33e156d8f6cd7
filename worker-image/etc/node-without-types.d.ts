// What node's programs take for granted, for a nodejs that comes without types of its own.
declare module "*";
declare var require: any, module: any, exports: any, __filename: string, __dirname: string;
declare var process: any, console: any, global: any, Buffer: any, performance: any;
declare var setTimeout: any, clearTimeout: any, setInterval: any, clearInterval: any;
declare var setImmediate: any, clearImmediate: any, queueMicrotask: any, structuredClone: any;
declare var URL: any, URLSearchParams: any, TextEncoder: any, TextDecoder: any, WebAssembly: any;
declare var AbortController: any, AbortSignal: any, Event: any, EventTarget: any;
declare var fetch: any, crypto: any, atob: any, btoa: any;
type Buffer = any; type URL = any; type URLSearchParams = any; type AbortController = any;
type AbortSignal = any; type TextEncoder = any; type TextDecoder = any;
declare namespace NodeJS {
    type Timeout = any; type Timer = any; type Immediate = any; type ErrnoException = any;
    type ReadableStream = any; type WritableStream = any; type ProcessEnv = any; type Signals = any;
}
