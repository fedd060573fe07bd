using Confluent.Kafka;

namespace CacheFleet.Caching.Kafka;

/// <summary>
/// Tells a client again where its brokers are, when it has had nothing from them for long. For any thread.
/// </summary>
/// <remarks>
/// A broker that has just started may name no brokers. librdkafka (since 2.10) then drops every broker that it knew;
/// if that meets the moment in which it connects anew it has none left, asks nobody and reports nothing, for good.
/// One that is well takes a reminder for what it knows already.
/// </remarks>
/// <param name="remind">Does it.</param>
/// <param name="clock">The time.</param>
public sealed class BrokerReminder(Action remind, TimeProvider clock)
{
    /// <summary>The relay's marks come several times a second; a dead broker is reminded of as often.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    private long _since = clock.GetTimestamp();

    /// <summary>Reminds a client.</summary>
    /// <param name="client">The client.</param>
    /// <param name="servers">As in its configuration: <c>host:port</c>, separated by commas.</param>
    /// <param name="clock">The time.</param>
    public static BrokerReminder For(IClient client, string servers, TimeProvider clock) =>
        new(() => client.AddBrokers(servers), clock);

    /// <summary>The broker has answered.</summary>
    public void Heard() => Volatile.Write(ref _since, clock.GetTimestamp());

    /// <summary>Nothing came, or something failed.</summary>
    public void HeardNothing()
    {
        var since = Volatile.Read(ref _since);
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(since, now) >= LongestSilence
            && Interlocked.CompareExchange(ref _since, now, since) == since)
            remind();
    }
}
