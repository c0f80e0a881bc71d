namespace MLSecOps.Hub.Domain.Devices;

/// <summary>A revocation list that the device CA signed.</summary>
/// <param name="Number">Rises by one with each (RFC 5280, 5.2.3).</param>
/// <param name="Issued">When.</param>
/// <param name="NextUpdate">Until when brokers may rely on it.</param>
/// <param name="List">DER.</param>
public sealed record StoredRevocationList(long Number, DateTimeOffset Issued, DateTimeOffset NextUpdate, ReadOnlyMemory<byte> List);
