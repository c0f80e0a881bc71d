using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Tests.Hub;

/// <summary>What the hub of a test answers.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">All bytes; null ends the connection without an answer.</param>
internal sealed record HubReply(int Status, byte[]? Body)
{
    /// <summary>Answers as soon as the head of the request is there, without waiting for its body.</summary>
    public bool Early { get; init; }

    /// <summary>A header line to send along.</summary>
    public string? Header { get; init; }

    public static HubReply Of<T>(T document, JsonTypeInfo<T> type, int status = 200) => new(status, JsonSerializer.SerializeToUtf8Bytes(document, type));

    public static HubReply Error(Reason reason, int status, string? why = null) => Error(reason.Code, reason.Title, status, why);

    public static HubReply Error(string code, string message, int status, string? why = null) =>
        Of(new HubError("mlsec.error/1", code, message, why), HubJson.Default.HubError, status);
}
