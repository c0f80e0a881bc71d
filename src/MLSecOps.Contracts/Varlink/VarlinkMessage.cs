using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MLSecOps.Contracts.Varlink;

/// <summary>Frames of varlink's wire form: one JSON object in UTF-8, ended by a NUL byte.</summary>
public static class VarlinkMessage
{
    /// <summary>A call with its terminator.</summary>
    public static byte[] Call(string method) => Frame(new VarlinkCall(method), VarlinkJson.Default.VarlinkCall);

    /// <summary>A call with parameters, with its terminator.</summary>
    public static byte[] Call<T>(string method, T parameters, JsonTypeInfo<T> type) =>
        Frame(new VarlinkCall(method, JsonSerializer.SerializeToElement(parameters, type)), VarlinkJson.Default.VarlinkCall);

    /// <summary>A reply with its terminator.</summary>
    public static byte[] Reply<T>(T parameters, JsonTypeInfo<T> type) =>
        Frame(new VarlinkReply(JsonSerializer.SerializeToElement(parameters, type)), VarlinkJson.Default.VarlinkReply);

    /// <summary>A reply that others follow, with its terminator.</summary>
    public static byte[] Continues<T>(T parameters, JsonTypeInfo<T> type) =>
        Frame(new VarlinkReply(JsonSerializer.SerializeToElement(parameters, type), Continues: true), VarlinkJson.Default.VarlinkReply);

    /// <summary>An error without parameters, with its terminator.</summary>
    public static byte[] Error(string error) => Frame(new VarlinkReply(null, error), VarlinkJson.Default.VarlinkReply);

    /// <summary>An error with its terminator.</summary>
    public static byte[] Error<T>(string error, T parameters, JsonTypeInfo<T> type) =>
        Frame(new VarlinkReply(JsonSerializer.SerializeToElement(parameters, type), error), VarlinkJson.Default.VarlinkReply);

    /// <summary>Reads one frame without its terminator. Untrusted; the caller bounds its length.</summary>
    /// <returns>False when the bytes are not such an object; the connection is then to be closed.</returns>
    public static bool TryRead<T>(ReadOnlySpan<byte> frame, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? message)
        where T : class
    {
        try
        {
            message = JsonSerializer.Deserialize(frame, type);
            return message is not null;
        }
        catch (JsonException)
        {
            message = null;
            return false;
        }
    }

    /// <summary>Reads the parameters of a call or reply. Untrusted.</summary>
    /// <returns>False when they are absent or of another shape.</returns>
    public static bool TryRead<T>(JsonElement? parameters, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class
    {
        try
        {
            value = parameters is { } element ? element.Deserialize(type) : null;
            return value is not null;
        }
        catch (JsonException)
        {
            value = null;
            return false;
        }
    }

    private static byte[] Frame<T>(T message, JsonTypeInfo<T> type)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(message, type);
        Array.Resize(ref json, json.Length + 1); // The new last byte is the NUL.
        return json;
    }
}
