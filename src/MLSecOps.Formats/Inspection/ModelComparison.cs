using System.Globalization;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection;

/// <summary>Compares a model with the one that is installed.</summary>
internal static class ModelComparison
{
    private static readonly string[] ControlFlow = ["If", "Loop", "Scan", "Where", "ScatterND", "ScatterElements", "SequenceAt", "Compress"];

    /// <summary>What changed from one model to another.</summary>
    /// <param name="before">The installed model, and its bytes.</param>
    /// <param name="beforeBytes">The installed model's bytes.</param>
    /// <param name="after">The new model.</param>
    /// <param name="afterBytes">Its bytes.</param>
    /// <param name="weights">Whether the weights are read and compared.</param>
    internal static ModelDifference Of(ModelTables before, IByteSource beforeBytes, ModelTables after, IByteSource afterBytes, bool weights)
    {
        ModelSummary old = ModelSummaries.Of(before, 0), now = ModelSummaries.Of(after, 0);
        return new ModelDifference(
            [.. Values("input", old.Inputs, now.Inputs), .. Values("output", old.Outputs, now.Outputs), .. OperatorSets(old, now)],
            Operators(old, now),
            Control(before, after),
            [.. now.Operators.Select(count => count.Domain).Except(old.Operators.Select(count => count.Domain), StringComparer.Ordinal).Select(domain => domain.Length == 0 ? "ai.onnx" : domain)],
            weights ? WeightComparison.Of(before, beforeBytes, after, afterBytes) : null);
    }

    private static IEnumerable<string> Values(string kind, IReadOnlyList<ValueSummary> before, IReadOnlyList<ValueSummary> after)
    {
        Dictionary<string, ValueSummary> old = before.DistinctBy(value => value.Name).ToDictionary(value => value.Name, StringComparer.Ordinal);
        foreach (ValueSummary value in after.DistinctBy(value => value.Name))
        {
            if (!old.Remove(value.Name, out ValueSummary? was))
            {
                yield return $"+ {kind} {value.Name} {value.Type}{value.Shape}";
            }
            else if (was != value)
            {
                yield return $"{kind} {value.Name}: {was.Type}{was.Shape} -> {value.Type}{value.Shape}";
            }
        }

        string[] kept = [.. after.Select(value => value.Name).Intersect(before.Select(value => value.Name), StringComparer.Ordinal)];
        if (!kept.SequenceEqual(before.Select(value => value.Name).Distinct(StringComparer.Ordinal).Where(new HashSet<string>(kept, StringComparer.Ordinal).Contains), StringComparer.Ordinal))
        {
            yield return $"{kind}s in another order: {string.Join(", ", kept.Take(8))}";
        }

        foreach (ValueSummary gone in old.Values)
        {
            yield return $"- {kind} {gone.Name} {gone.Type}{gone.Shape}";
        }
    }

    private static IEnumerable<string> OperatorSets(ModelSummary before, ModelSummary after)
    {
        foreach (OpsetSummary opset in after.Opsets)
        {
            if (before.Opsets.FirstOrDefault(other => other.Domain == opset.Domain) is { } was && was.Version != opset.Version)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"operator set {(opset.Domain.Length == 0 ? "ai.onnx" : opset.Domain)}: {was.Version} -> {opset.Version}");
            }
        }
    }

    private static List<OperatorChange> Operators(ModelSummary before, ModelSummary after)
    {
        var old = before.Operators.ToDictionary(count => (count.Domain, count.Name), count => count.Count);
        var now = after.Operators.ToDictionary(count => (count.Domain, count.Name), count => count.Count);
        return [.. old.Keys.Union(now.Keys)
            .Select(key => new OperatorChange(key.Domain, key.Name, old.GetValueOrDefault(key), now.GetValueOrDefault(key)))
            .Where(change => change.Before != change.After)
            .OrderBy(change => change.Domain, StringComparer.Ordinal).ThenBy(change => change.Name, StringComparer.Ordinal)];
    }

    private static List<string> Control(ModelTables before, ModelTables after)
    {
        HashSet<string> old = Places(before), now = Places(after);
        return [.. now.Except(old).Order(StringComparer.Ordinal).Select(place => $"+ {place}"), .. old.Except(now).Order(StringComparer.Ordinal).Select(place => $"- {place}")];
    }

    private static HashSet<string> Places(ModelTables model)
    {
        HashSet<string> places = new(StringComparer.Ordinal);
        for (int row = 0; row < model.Nodes.Count && places.Count < 4096; row++)
        {
            string name = model.Names.Text(model.Nodes[row].Operator);
            if (ControlFlow.Contains(name, StringComparer.Ordinal))
            {
                places.Add($"{Locations.OfNode(model, row)} ({name})");
            }
        }

        return places;
    }
}
