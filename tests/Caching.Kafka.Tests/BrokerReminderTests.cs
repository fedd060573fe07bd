using CacheFleet.Testing;

namespace CacheFleet.Caching.Kafka.Tests;

public sealed class BrokerReminderTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly StillClock _clock = new();
    private readonly BrokerReminder _reminder;
    private int _reminded;

    public BrokerReminderTests() => _reminder = new BrokerReminder(() => _reminded++, _clock);

    // Mutant: a reminder at every silence adds to the client's list twenty times a second.
    [Fact]
    public void Silence_is_broken_once_in_its_time()
    {
        foreach (var (wait, reminded) in new[]
        {
            (BrokerReminder.LongestSilence - Tick, 0), (Tick, 1), (TimeSpan.Zero, 1),
            (BrokerReminder.LongestSilence - Tick, 1), (Tick, 2),
        })
        {
            _clock.Advance(wait);
            _reminder.HeardNothing();
            Assert.Equal(reminded, _reminded);
        }
    }

    // Mutant: an answer that does not count.
    [Fact]
    public void An_answer_begins_the_time_anew()
    {
        _clock.Advance(BrokerReminder.LongestSilence);
        _reminder.Heard();
        _clock.Advance(BrokerReminder.LongestSilence - Tick);
        _reminder.HeardNothing();

        Assert.Equal(0, _reminded);
    }
}
