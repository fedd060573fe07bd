namespace Aspire.Hosting.ApplicationModel;

/// <summary>The one format that the real package knows: <c>uri</c>, percent-encoding.</summary>
internal static class FormattedValue
{
    public static string? Apply(string? value, string? format) => format switch
    {
        null or "" => value,
        "uri" => value is null ? null : Uri.EscapeDataString(value),
        _ => throw new FormatException(
            $"Unknown format '{format}' in a reference expression: only 'uri' is known."),
    };
}
