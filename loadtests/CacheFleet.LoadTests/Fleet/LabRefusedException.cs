namespace CacheFleet.LoadTests.Fleet;

/// <summary>
/// The fleet is there but refused what a scenario needs; the message has the fleet's own words.
/// </summary>
public sealed class LabRefusedException : Exception
{
    private const int LongestQuote = 300;

    public LabRefusedException(string message)
        : base(message)
    {
    }

    public LabRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public LabRefusedException()
    {
    }

    public static async Task ThrowIfRefusedAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.IsSuccessStatusCode) return;
        var text = await answer.Content.ReadAsStringAsync(ct);
        if (text.Length > LongestQuote) text = text[..LongestQuote] + "…";
        var request = answer.RequestMessage;
        throw new LabRefusedException(
            $"{request?.Method} {request?.RequestUri} answered {(int)answer.StatusCode}: {text}");
    }
}
