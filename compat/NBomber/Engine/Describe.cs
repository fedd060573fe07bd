using System.Globalization;
using System.Runtime.InteropServices;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace NBomber.Engine;

/// <summary>Says what ran and where.</summary>
internal static class Describe
{
    public const string StandIn =
        "CacheFleet's stand-in for NBomber 6.x (compat/NBomber), not NBomber itself";

    public static TestInfo Test(NBomberContext context, Surroundings surroundings)
    {
        var now = surroundings.Time.GetUtcNow().UtcDateTime;
        var stamp = now.ToString("yyyy-MM-dd_HH.mm.ss", CultureInfo.InvariantCulture);
        var id = surroundings.Random.Next().ToString("x8", CultureInfo.InvariantCulture);
        return new TestInfo(
            $"{stamp}_session_{id}", context.TestSuite, context.TestName, ClusterId: "", now);
    }

    public static NodeInfo Node(OperationType operation) => new(
        Environment.MachineName, NodeType.SingleNode, operation,
        RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription,
        RuntimeInformation.ProcessArchitecture.ToString(), Environment.ProcessorCount,
        "6.x stand-in");
}
