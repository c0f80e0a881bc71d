namespace MLSecOps.Formats.Eat;

/// <summary>Something that is not protected or not checked on this device.</summary>
/// <param name="What">Stable name of the protection or check, such as <c>sandbox.landlock</c>; 1 to 160 visible ASCII characters.</param>
/// <param name="Reason">Reason code that says why.</param>
public sealed record CoverageGap(string What, string Reason);
