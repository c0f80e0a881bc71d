using MLSecOps.Core.Bytes;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection;

/// <summary>What the rules look at and where they put what they find.</summary>
internal sealed class InspectionContext(ModelTables model, IByteSource source, InspectionJob job, InspectionPolicy policy)
{
    /// <summary>Findings of one rule and weight that are kept. By rule and weight, so that thousands of light ones cannot crowd out one that blocks.</summary>
    private const int MostAlike = 64;

    private readonly List<InspectionFinding> _findings = [];
    private readonly Dictionary<(string Rule, InspectionSeverity Severity, bool IsWaived), int> _counts = [];

    /// <summary>The model; untrusted.</summary>
    internal ModelTables Model { get; } = model;

    /// <summary>What was asked.</summary>
    internal InspectionJob Job { get; } = job;

    /// <summary>What the publisher allows besides the built-in domains.</summary>
    internal InspectionPolicy Policy { get; } = policy;

    /// <summary>Reads constants.</summary>
    internal ContentReader Content { get; } = new(source, model, 512 << 10);

    /// <summary>Reads texts. Each with a budget of its own: what fills one cannot keep another from being looked at.</summary>
    internal ContentReader Texts { get; } = new(source, model, 1 << 20);

    /// <summary>Reads samples of weights.</summary>
    internal ContentReader Samples { get; } = new(source, model, 1536 << 10);

    /// <summary>Bytes read beyond the structure, at most 3 MiB.</summary>
    internal long BytesRead => Content.BytesRead + Texts.BytesRead + Samples.BytesRead;

    /// <summary>What was found, in the order of finding.</summary>
    internal IReadOnlyList<InspectionFinding> Findings => _findings;

    /// <summary>Findings that were not kept.</summary>
    internal int LeftOff { get; private set; }

    /// <summary>Adds a finding, with the waiver that covers it.</summary>
    internal void Add(InspectionFinding found)
    {
        InspectionFinding finding = Policy.Apply(found);
        var alike = (finding.Rule.Id, finding.Severity, finding.Waiver is not null);
        int count = _counts.GetValueOrDefault(alike);
        _counts[alike] = count + 1;
        if (count < MostAlike)
        {
            _findings.Add(finding);
        }
        else
        {
            LeftOff++;
        }
    }

    /// <summary>Adds a finding that states a fact, at its rule's severity.</summary>
    internal void Add(InspectionRule rule, ModelPlace place, string evidence) => Add(rule, rule.Severity, place, evidence);

    /// <summary>Adds a finding that weighs less than its rule may.</summary>
    internal void Add(InspectionRule rule, InspectionSeverity severity, ModelPlace place, string evidence)
    {
        // The path of a place costs more than all else of a finding that is not kept.
        if (_counts.GetValueOrDefault((rule.Id, severity, false)) >= MostAlike && !Policy.Waivers.Any(waiver => waiver.Rule == rule))
        {
            LeftOff++;
            return;
        }

        Add(new InspectionFinding(rule, severity, Locations.Of(Model, place), evidence, []));
    }
}
