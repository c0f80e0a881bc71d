using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Records;

/// <summary>A record as it came: unique by device, epoch and number.</summary>
/// <param name="Ueid">Whose.</param>
/// <param name="Epoch">32 hexadecimal digits.</param>
/// <param name="Sequence">From 1.</param>
/// <param name="Previous">Digest of the link before.</param>
/// <param name="Link">Digest of its own link.</param>
/// <param name="Type">A record type of the contracts.</param>
/// <param name="Severity">A word of the journal.</param>
/// <param name="PayloadDigest">SHA-256 of the payload.</param>
/// <param name="Payload">The payload; null when the device had lost it.</param>
/// <param name="Received">When, by the hub's clock.</param>
public sealed record StoredRecord(
    string Ueid,
    string Epoch,
    long Sequence,
    Sha256Digest Previous,
    Sha256Digest Link,
    string Type,
    string Severity,
    Sha256Digest PayloadDigest,
    ReadOnlyMemory<byte>? Payload,
    DateTimeOffset Received);
