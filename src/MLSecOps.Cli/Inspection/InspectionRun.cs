using MLSecOps.Contracts.Varlink;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Cli.Inspection;

/// <summary>A report and what held the worker that made it.</summary>
/// <param name="Report">Read and bounded; its texts are untrusted.</param>
/// <param name="Sandbox">Layers of confinement, as the launcher saw them.</param>
internal sealed record InspectionRun(InspectionReport Report, IReadOnlyList<SandboxLayer> Sandbox);
