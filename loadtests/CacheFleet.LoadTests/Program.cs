using CacheFleet.LoadTests.Commands;
using CacheFleet.LoadTests.Live;

return await LoadTestProgram.RunAsync(
    args, Consoles.Standard(), Console.Error, CancellationToken.None);
