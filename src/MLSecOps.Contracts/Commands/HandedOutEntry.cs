namespace MLSecOps.Contracts.Commands;

/// <summary>What a program on a device was given of a model, in JSON.</summary>
/// <param name="ModelDigest">fs-verity digest of the model's file, measured on the bytes that were given.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of the manifest of the release that they belong to.</param>
/// <param name="ExecutableDigest"><c>sha256:</c> of the program's executable when it opened the model; null where the kernel hides it from the agent.</param>
/// <param name="Unit">Its control group, such as a systemd service; null where it could not be told.</param>
/// <param name="Opened">When it was given last, by the device's clock, RFC 3339 UTC.</param>
/// <param name="Open">Processes of the program that still have it open under watch.</param>
public sealed record HandedOutEntry(string ModelDigest, string ManifestDigest, string? ExecutableDigest, string? Unit, string Opened, long Open);
