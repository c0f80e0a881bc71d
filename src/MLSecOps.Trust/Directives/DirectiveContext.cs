using MLSecOps.Formats.Eat;

namespace MLSecOps.Trust.Directives;

/// <summary>What a device knows about itself, by which directives are judged. None of it comes from the hub.</summary>
/// <param name="Fleet">The fleet's name, from the local administrator.</param>
/// <param name="Ueid">The device.</param>
/// <param name="Memory">Directives accepted before.</param>
public sealed record DirectiveContext(string Fleet, Ueid Ueid, DirectiveMemory Memory)
{
    /// <summary>Groups of which the device holds signed proof of membership.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}
