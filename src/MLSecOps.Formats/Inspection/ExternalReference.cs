namespace MLSecOps.Formats.Inspection;

/// <summary>A tensor's data in another file.</summary>
/// <param name="Location">As the model states it; untrusted.</param>
/// <param name="Offset">First byte, 0 when not stated.</param>
/// <param name="Length">Bytes, or -1 when not stated.</param>
public sealed record ExternalReference(string Location, long Offset, long Length);
