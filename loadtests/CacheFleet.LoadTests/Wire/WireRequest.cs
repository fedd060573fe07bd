using System.Text;

namespace CacheFleet.LoadTests.Wire;

/// <summary>Requests as the bytes that go over the wire, made once and sent often.</summary>
public static class WireRequest
{
    public static byte[] Get(Uri address, string path, string? policy = null) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\n{Headers(address, policy)}\r\n");

    /// <param name="headers">Further ones, each line ended.</param>
    public static byte[] Put(
        Uri address, string path, string? policy, string json, string headers = "") =>
        Encoding.UTF8.GetBytes(
            $"PUT {path} HTTP/1.1\r\n{Headers(address, policy)}{headers}" +
            "Content-Type: application/json\r\n" +
            $"Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    /// <summary>The headers that every request of a policy carries, each line ended.</summary>
    public static string Headers(Uri address, string? policy) =>
        $"Host: {address.Authority}\r\n" + (policy is null ? "" : $"X-Cache-Policy: {policy}\r\n");
}
