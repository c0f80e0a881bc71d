namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>A key that was made and is loaded.</summary>
/// <param name="Handle">To be flushed.</param>
/// <param name="Key">Its public half.</param>
public sealed record CreatedPrimary(uint Handle, NamedPublic Key);
