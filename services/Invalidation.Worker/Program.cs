using CacheFleet.Invalidation.Worker;
using CacheFleet.Invalidation.Worker.DeadLetters;
using CacheFleet.Invalidation.Worker.Recovering;

if (args is [DeadLetterCommand.Verb, .. var command])
    return await DeadLetterCommand.RunAsync(command, Console.Out, Console.Error);
if (args is [RecoverCommand.Verb, .. var recovery])
    return await RecoverCommand.RunAsync(recovery, Console.Out, Console.Error, TimeProvider.System);
await using var app = WorkerApp.Create(args);
await app.RunAsync();
return 0;
