namespace CacheFleet.LoadTests.Fleet;

/// <summary>
/// Where the fleet is: --target, else what the AppHost hands over, else the API's default port.
/// </summary>
public static class FleetAddress
{
    public const string Variable = "services__api__http__0";
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>
    /// Throws <see cref="ArgumentException"/> with the source of a bad address in its message.
    /// </summary>
    public static Uri Find(string? target, Func<string, string?> environment)
    {
        if (!string.IsNullOrWhiteSpace(target)) return Parse(target, "--target");
        var handed = environment(Variable);
        return string.IsNullOrWhiteSpace(handed) ? new Uri(Default) : Parse(handed, Variable);
    }

    private static Uri Parse(string text, string source) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme == Uri.UriSchemeHttp
            ? address
            : throw new ArgumentException($"{source} is '{text}': give an address like {Default}.");
}
