using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>A record that is on the disk and may be sent.</summary>
/// <param name="Position">Its place among all records since the chain was opened; rises.</param>
/// <param name="Link">Its link.</param>
/// <param name="Time">When it was made, by the device's clock; whole seconds.</param>
/// <param name="Subject">The slot that it is about; null when it is about the device.</param>
/// <param name="Payload">Its payload, whose digest is in the link; null when it was dropped, and then the link alone is sent.</param>
internal sealed record SpooledRecord(long Position, ChainLink Link, DateTimeOffset Time, string? Subject, ReadOnlyMemory<byte>? Payload);
