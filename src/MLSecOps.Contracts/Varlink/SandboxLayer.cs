namespace MLSecOps.Contracts.Varlink;

/// <summary>One confinement layer of the worker.</summary>
/// <param name="Layer">Name, such as <c>landlock</c>.</param>
/// <param name="Active">Whether it held in the newest run; false also when the kernel lacks it.</param>
/// <param name="Detail">What exactly, such as <c>ABI 6</c>, or why not; null when there is nothing to say.</param>
public sealed record SandboxLayer(string Layer, bool Active, string? Detail = null);
