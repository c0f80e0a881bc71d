using MLSecOps.Core.Inspection;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>IO-DRIFT: what an update changes about how a model is used and built. A new version may do all of it; a person should have meant it.</summary>
internal static class DriftRule
{
    internal static void Apply(InspectionContext context, ModelDifference difference)
    {
        Add(difference.Interface, "interface");
        Add(difference.ControlFlow, "control flow");
        Add([.. difference.Operators.Where(change => change.Before == 0).Select(change => $"+ {(change.Domain.Length == 0 ? change.Name : $"{change.Domain}.{change.Name}")} ({change.After})")], "operators");
        Add([.. difference.Domains.Select(domain => $"+ {domain}")], "operator domains");

        void Add(IReadOnlyList<string> lines, string what)
        {
            foreach (string line in lines)
            {
                context.Add(new InspectionFinding(InspectionRules.InterfaceDrift, InspectionSeverity.Warning, "graph", $"{what}: {line}", []));
            }
        }
    }
}
