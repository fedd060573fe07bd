using CacheFleet.Invalidation.Worker;
using CacheFleet.Invalidation.Worker.DeadLetters;

if (args is [DeadLetterCommand.Verb, .. var command])
    return await DeadLetterCommand.RunAsync(command, Console.Out, Console.Error);
await using var app = WorkerApp.Create(args);
await app.RunAsync();
return 0;
