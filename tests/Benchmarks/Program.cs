using System.Globalization;
using CacheFleet.Benchmarks;
using CacheFleet.Benchmarks.Nodes;
using Spectre.Console;

if (args is [Holder.Command, var redis, var guard, var first, var count])
{
    var culture = CultureInfo.InvariantCulture;
    await Holder.HoldAsync(
        redis, guard, int.Parse(first, culture), int.Parse(count, culture));
    return 0;
}

return await BenchProgram.RunAsync(args, AnsiConsole.Console, Console.Error);
