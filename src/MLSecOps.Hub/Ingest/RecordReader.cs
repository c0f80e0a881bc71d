using System.Diagnostics.CodeAnalysis;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Chain;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Mqtt;

namespace MLSecOps.Hub.Ingest;

/// <summary>Takes a record out of a message: its link of the chain, and its payload unless the device had lost it.</summary>
internal static class RecordReader
{
    /// <summary>Reads a record.</summary>
    /// <param name="topic">Whose topic it came on, and of which kind.</param>
    /// <param name="message">Untrusted.</param>
    /// <param name="received">When.</param>
    /// <param name="record">The record.</param>
    /// <param name="fault">What is wrong, one line.</param>
    public static bool TryRead(
        TopicName topic, IncomingMessage message, DateTimeOffset received, [NotNullWhen(true)] out StoredRecord? record, [NotNullWhen(false)] out string? fault)
    {
        record = null;
        fault = null;
        if (ReadLink(message, out bool hasPayload) is not { } parsed)
        {
            fault = $"content type {message.ContentType ?? "none"} on {topic.Kind}";
            return false;
        }

        if (!parsed.TryGet(out ChainLink? link, out FormatFault? bad))
        {
            fault = $"expected {bad.Expected}";
            return false;
        }

        if (RecordTypes.TopicOf(link.Type) != topic.Kind)
        {
            fault = $"a record of type {link.Type} on {topic.Kind}";
            return false;
        }

        record = new StoredRecord(
            topic.Ueid, link.Epoch.Hex, link.Sequence, link.Previous, link.Head.Digest, link.Type, link.Severity, link.Payload,
            hasPayload ? message.Payload : (ReadOnlyMemory<byte>?)null, received);
        return true;
    }

    private static Parsed<ChainLink>? ReadLink(IncomingMessage message, out bool hasPayload)
    {
        hasPayload = message.ContentType == MediaTypes.Json;
        return message.ContentType switch
        {
            MediaTypes.Link => (Parsed<ChainLink>?)ChainLink.Decode(message.Payload),
            MediaTypes.Json when message.Payload.Length <= TelemetryJson.MaxBytes => ChainLink.FromAttributes(
                message[EventAttributes.ChainEpoch],
                message[EventAttributes.ChainSequence],
                message[EventAttributes.ChainPrevious],
                message[EventAttributes.Type],
                message[EventAttributes.Severity],
                Sha256Digest.Of(message.Payload.Span)),
            _ => null,
        };
    }
}
