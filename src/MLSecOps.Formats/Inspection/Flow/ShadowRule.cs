using MLSecOps.Core.Inspection;

namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>GRAPH-SHADOW: a part of the graph, selected by the input, that can answer instead of the network.</summary>
internal static class ShadowRule
{
    private const int MostFindings = 16;

    internal static void Apply(InspectionContext context)
    {
        FlowGraph flow = FlowBuilder.Build(context.Model);
        if (flow.IsCut)
        {
            context.Add(InspectionRules.GraphShadow, InspectionSeverity.Warning, default, "the graph is larger, with its functions and nested graphs in place, than what is followed: its data flow was not analysed whole");
        }

        var constants = new ConstantContent(context, flow);
        var mass = new MassPass(context, flow, constants);
        if (mass.Total <= 0)
        {
            // Nothing is learned here: there is no network whose answer could be replaced.
            return;
        }

        var facts = new FactPass(context, flow, mass, constants);
        var path = new FlowPath(context.Model, flow, facts, mass);
        bool[] used = Used(flow);
        HashSet<string> told = new(StringComparer.Ordinal);
        IEnumerable<(Merge Merge, double Score)> scored = facts.Merges
            .Select(merge => (Merge: merge, Score: ShadowScore.Of(merge, facts, mass)))
            .Where(pair => pair.Score >= ShadowScore.Shown && (used[pair.Merge.Point] || flow.Outputs.Contains(pair.Merge.Point)))
            .OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Merge.Point);
        foreach ((Merge merge, double score) in scored)
        {
            string location = path.Where(merge.Point);
            if (told.Add(location))
            {
                InspectionSeverity severity = score >= ShadowScore.Blocking ? InspectionSeverity.Blocking : InspectionSeverity.Warning;
                context.Add(new InspectionFinding(InspectionRules.GraphShadow, severity, location, path.Says(merge), path.Of(merge), score));
            }

            if (told.Count == MostFindings)
            {
                break;
            }
        }
    }

    // What nothing takes, and is no output, is no part of any answer.
    private static bool[] Used(FlowGraph flow)
    {
        bool[] used = new bool[flow.Points.Count];
        foreach (int operand in flow.Operands)
        {
            if (operand >= 0)
            {
                used[operand] = true;
            }
        }

        return used;
    }
}
