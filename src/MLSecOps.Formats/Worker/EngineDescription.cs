namespace MLSecOps.Formats.Worker;

/// <summary>What a worker says about itself: information for people, never part of a decision.</summary>
/// <param name="Worker">Version of the worker.</param>
/// <param name="Runtime">Description of the .NET runtime.</param>
/// <param name="OnnxRuntime">Version of ONNX Runtime; empty when it could not be loaded.</param>
/// <param name="Provider">Execution provider that ran the model.</param>
/// <param name="Providers">Providers that the library offers.</param>
/// <param name="Architecture">Such as <c>x64</c> or <c>arm64</c>.</param>
/// <param name="Profile">Execution profile that tolerances are chosen by, such as <c>x64-cpu</c>.</param>
/// <param name="Cpu">What the processor says about itself.</param>
public sealed record EngineDescription(
    string Worker,
    string Runtime,
    string OnnxRuntime,
    string Provider,
    IReadOnlyList<string> Providers,
    string Architecture,
    string Profile,
    string Cpu);
