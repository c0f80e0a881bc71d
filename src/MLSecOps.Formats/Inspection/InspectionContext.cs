using MLSecOps.Core.Bytes;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection;

/// <summary>What the rules look at and where they put what they find.</summary>
internal sealed class InspectionContext(ModelTables model, IByteSource source, InspectionJob job, InspectionPolicy policy)
{
    /// <summary>Findings that are kept; a hostile model can have as many as it has nodes.</summary>
    private const int MostFindings = 2000;

    private readonly List<InspectionFinding> _findings = [];

    /// <summary>The model; untrusted.</summary>
    internal ModelTables Model { get; } = model;

    /// <summary>What was asked.</summary>
    internal InspectionJob Job { get; } = job;

    /// <summary>What the publisher allows besides the built-in domains.</summary>
    internal InspectionPolicy Policy { get; } = policy;

    /// <summary>Reads parts of the file beyond its structure, within a budget.</summary>
    internal ContentReader Content { get; } = new(source, model);

    /// <summary>What was found, in the order of finding.</summary>
    internal IReadOnlyList<InspectionFinding> Findings => _findings;

    /// <summary>Findings that were not kept.</summary>
    internal int LeftOff { get; private set; }

    /// <summary>Adds a finding.</summary>
    internal void Add(InspectionFinding finding)
    {
        if (_findings.Count < MostFindings)
        {
            _findings.Add(finding);
        }
        else
        {
            LeftOff++;
        }
    }

    /// <summary>Adds a finding that states a fact, at its rule's severity.</summary>
    internal void Add(InspectionRule rule, ModelPlace place, string evidence) => Add(InspectionFinding.Of(rule, Locations.Of(Model, place), evidence));

    /// <summary>Adds a finding that weighs less than its rule may.</summary>
    internal void Add(InspectionRule rule, InspectionSeverity severity, ModelPlace place, string evidence) =>
        Add(new InspectionFinding(rule, severity, Locations.Of(Model, place), evidence, []));
}
