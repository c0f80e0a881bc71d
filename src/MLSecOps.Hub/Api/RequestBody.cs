using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.Hub.Api;

/// <summary>Reads small bodies.</summary>
internal static class RequestBody
{
    /// <summary>Most bytes of a body that is no package.</summary>
    public const int MostBytes = 64 << 10;

    /// <summary>All bytes; null when there are more than <see cref="MostBytes"/>.</summary>
    public static Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken) => ReadAsync(request, MostBytes, cancellationToken);

    /// <summary>All bytes; null when there are more than a number.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[most + 1];
        int read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read <= most ? buffer[..read] : null;
    }

    /// <summary>A JSON document; an empty body is an empty document.</summary>
    public static bool TryRead<T>(byte[]? body, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class
    {
        value = null;
        return body is not null && HubJson.TryRead(body.Length == 0 ? "{}"u8 : body, type, out value);
    }
}
