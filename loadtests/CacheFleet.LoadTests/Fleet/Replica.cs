namespace CacheFleet.LoadTests.Fleet;

/// <summary>One API replica as the fleet's own registry names it.</summary>
public sealed record Replica(string Id, int Pid, Uri Address);
