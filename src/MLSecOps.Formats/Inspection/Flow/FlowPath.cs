using System.Globalization;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>Tells a merge as a path that a person can follow: from the input over the decision to the output.</summary>
internal sealed class FlowPath(ModelTables model, FlowGraph flow, FactPass facts, MassPass mass)
{
    private const int MostSteps = 40;

    /// <summary>The steps, one line each. Names are the model's.</summary>
    internal IReadOnlyList<string> Of(Merge merge)
    {
        List<string> steps = [];
        for (int point = merge.Control; point >= 0 && steps.Count < MostSteps; point = Before(point))
        {
            steps.Add(Step(point));
        }

        steps.Reverse();
        steps.Add($"{Where(merge.Point)}: {Says(merge)}");
        if (Output(merge.Point) is { } output)
        {
            steps.Add($"output {output}");
        }

        return steps;
    }

    /// <summary>What happens at a merge, in one line.</summary>
    internal string Says(Merge merge)
    {
        string instead = merge.Payload switch
        {
            Payload.Pattern => merge.Other >= 0 && facts[merge.Other].IsConstant ? $"the constant {Name(merge.Other)}" : "a constant pattern",
            Payload.Uniform => "one constant value",
            Payload.Raw => "values taken from the input past the network",
            _ => merge.IsOtherDeep ? "another part of the network" : "a mask",
        };
        string bypassed = mass.Total > 0 && mass.IsDeep(merge.Clean)
            ? string.Create(CultureInfo.InvariantCulture, $", past {Math.Round(100 * mass.Before[merge.Clean] / mass.Total):0} % of the parameters on its way")
            : "";
        return merge.Kind switch
        {
            MergeKind.Switch => $"takes {instead} instead of {Name(merge.Clean)}{bypassed}",
            MergeKind.Index => $"takes its result at a place that the decision computes{bypassed}",
            MergeKind.Write => $"writes {instead} over {Name(merge.Clean)}{bypassed}",
            MergeKind.Weights => "multiplies with weights that the decision has changed",
            _ => $"mixes {instead} into {Name(merge.Clean)}{bypassed}",
        };
    }

    /// <summary>Where a point is.</summary>
    internal string Where(int point) => flow.Points[point].Kind switch
    {
        FlowKind.Tensor => Locations.OfTensor(model, flow.Points[point].Row),
        FlowKind.Input => $"input {Locations.Name(model, model.Graphs[model.Main].Inputs[flow.Points[point].Row].Name)}",
        _ => Locations.OfNode(model, flow.Points[point].Row),
    };

    private int Before(int point)
    {
        int best = -1;
        foreach (int operand in flow.OperandsOf(point))
        {
            if (operand >= 0 && !facts[operand].IsConstant && (best < 0 || Weight(operand) > Weight(best)))
            {
                best = operand;
            }
        }

        return best;
    }

    private int Weight(int point) => ((byte)facts[point].Decision * 8) + ((facts[point].Source & FlowSource.Content) != 0 ? 4 : 0) + (byte)facts[point].Reach;

    private string Step(int point)
    {
        if (flow.Points[point].Kind is FlowKind.Input or FlowKind.Tensor)
        {
            return Where(point);
        }

        string name = model.Names.Text(model.Nodes[flow.Points[point].Row].Operator);
        string role = mass.KindOf(point) switch
        {
            OperatorKind.Compare => "compares",
            OperatorKind.Reduce => "takes all of it together",
            OperatorKind.Select => "takes a part",
            OperatorKind.Where => "chooses",
            OperatorKind.Step => "a step, when driven hard",
            OperatorKind.Position => "the place of an extreme",
            OperatorKind.Learned => "weights",
            OperatorKind.Gate => "scales",
            OperatorKind.Logic => "combines decisions",
            _ => "",
        };
        return role.Length == 0 ? $"{Where(point)} ({name})" : $"{Where(point)} ({name}): {role}";
    }

    private string Name(int point)
    {
        FlowPoint made = flow.Points[point];
        return made.Kind switch
        {
            FlowKind.Tensor => Locations.Name(model, model.Tensors[made.Row].Name),
            FlowKind.Input => Locations.Name(model, model.Graphs[model.Main].Inputs[made.Row].Name),
            _ => Locations.NodeName(model, model.Nodes[made.Row]),
        };
    }

    private string? Output(int merge)
    {
        bool[] reached = new bool[flow.Points.Count];
        reached[merge] = true;
        for (int point = merge + 1; point < reached.Length; point++)
        {
            foreach (int operand in flow.OperandsOf(point))
            {
                reached[point] |= operand >= 0 && reached[operand];
            }
        }

        int output = flow.Outputs.FindIndex(point => point >= 0 && reached[point]);
        return output < 0 ? null : Locations.Name(model, model.Graphs[model.Main].Outputs[output].Name);
    }
}
