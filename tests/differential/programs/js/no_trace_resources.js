console.log(process.getActiveResourcesInfo(), process._getActiveHandles().length, process._getActiveRequests().length);
for (const each of ['exit', 'beforeExit', 'warning', 'uncaughtException', 'unhandledRejection', 'newListener', 'removeListener', 'SIGINT', 'SIGTERM', 'SIGUSR1', 'message'])
  console.log(each, process.listenerCount(each), process.rawListeners(each).map((one) => one.name));
console.log(process._events && Reflect.ownKeys(process._events), process._eventsCount, process.getMaxListeners());
for (const stream of [process.stdin, process.stdout, process.stderr])
  console.log(stream.fd, stream.eventNames(), stream.constructor.name, stream._type, stream.listenerCount('end'));
console.log(process.getActiveResourcesInfo(), process.features.inspector, process.exitCode, process._exiting);
