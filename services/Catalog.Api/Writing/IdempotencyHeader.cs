using System.Security.Cryptography;
using System.Text;
using CacheFleet.Catalog.Api.Http;
using Microsoft.Extensions.Primitives;

namespace CacheFleet.Catalog.Api.Writing;

/// <summary>The client's name for a request that it may have to send again.</summary>
/// <remarks>A string in quotes (RFC 9651): draft-ietf-httpapi-idempotency-key-header.</remarks>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    private const int Longest = 255;

    /// <summary>The key; null if the request has none.</summary>
    /// <exception cref="ProblemException">It is no string in quotes (400).</exception>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers[Name];
        if (StringValues.IsNullOrEmpty(header))
            return null;
        return header is [['"', .. { Length: > 0 and <= Longest } key, '"']] && key.All(IsPlain)
            ? key
            : throw ProblemException.BadField(
                Name, $"is one string in quotes, 1 to {Longest} letters, digits or -._:~, like \"8e03978e\".");
    }

    /// <summary>What the request asks for, so that a key is not taken for two things.</summary>
    public static string FingerprintOf(HttpRequest request, string body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{request.Method} {request.Path} {request.Headers.IfMatch} {body}")));

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || "-._:~".Contains(c);
}
