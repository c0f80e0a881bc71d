using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Eat;

/// <summary>Bytes of a model that the agent gave to programs since it started: one row for each release and program.</summary>
/// <param name="Model">fs-verity digest of the model's file, measured on what was given.</param>
/// <param name="Manifest">Digest of the manifest of the release that it belongs to; not always the current one, since an application keeps what it has.</param>
/// <param name="Executable">SHA-256 of the program's executable when it opened the model; null where the kernel does not show it to the agent. An interpreter's is the interpreter.</param>
/// <param name="Unit">The program's control group, which names its service or container; null where it could not be told. The process does not choose it.</param>
/// <param name="Opened">When it was given last, by the device's clock.</param>
/// <param name="Open">How many processes of the program are still at the other end of their taps. One that closed its tap may keep the bytes.</param>
public sealed record HandedOut(Sha256Digest Model, Sha256Digest Manifest, Sha256Digest? Executable, string? Unit, DateTimeOffset Opened, long Open)
{
    /// <summary>Whether a control group's name can be stated: visible ASCII of at most 160 characters.</summary>
    public static bool IsUnit(string text) => EatNames.IsText(text);
}
