using CacheFleet.Invalidation.Worker;

await using var app = WorkerApp.Create(args);
await app.RunAsync();
