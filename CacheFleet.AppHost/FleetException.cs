namespace CacheFleet.AppHost;

/// <summary>Something the user can mend; the message says what and how, in one line.</summary>
internal sealed class FleetException(string message) : Exception(message);
