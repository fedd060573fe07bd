using CacheFleet.Lab;
using CacheFleet.Lab.Holding;
using CacheFleet.LoadTests.Commands;
using CacheFleet.LoadTests.Live;

// A scenario starts this program again as a holder that it can kill and stop.
return args is [HoldCommand.Name, .. var holder]
    ? await HoldCommand.RunAsync(holder)
    : await LoadTestProgram.RunAsync(
        args, Consoles.Standard(), Console.Error, CancellationToken.None, LabCatalog.All);
