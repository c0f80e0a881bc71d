using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Flow;

/// <content>Loops, and operators that take or write at places.</content>
internal sealed partial class FactPass
{
    private FlowFacts Repeat(int point, ReadOnlySpan<int> operands)
    {
        int control = -1;
        foreach (int operand in (ReadOnlySpan<int>)[operands[0], operands[1], operands.Length > 4 ? operands[4] : -1])
        {
            control = control < 0 && operand >= 0 && IsTrigger(operand) ? operand : control;
        }

        return control >= 0 && operands[2] >= 0 && operands[3] >= 0
            ? Switch(point, control, operands[2], operands[3])
            : Mixed(point, operands[2..4]);
    }

    private FlowFacts Select(int point, ReadOnlySpan<int> operands)
    {
        int data = operands.Length > 0 ? operands[0] : -1;
        FlowFacts facts = data < 0 ? FlowFacts.Empty : _facts[data];
        facts.IsConstant = false;
        facts.Rank = RankOf(point, operands, facts.Rank);
        facts.IsSizedByContent |= Is(point, "Compress"u8);
        int control = -1;
        for (int index = 1; index < operands.Length; index++)
        {
            if (operands[index] >= 0)
            {
                facts.Source |= _facts[operands[index]].Source;
                control = IsTrigger(operands[index]) || (control < 0 && facts.IsMixed && IsPlace(operands[index])) ? operands[index] : control;
            }
        }

        if (control < 0)
        {
            // A fixed region, or the rows of an embedding.
            if (data >= 0 && _facts[data].IsData)
            {
                facts.Reach = Reach.Whole;
                facts.IsWide &= !IsSmall(point, operands);
                facts.DecisionReach = facts.Decision == Decision.None ? facts.DecisionReach : Reach.Whole;
            }
            else if (data >= 0 && _facts[data].IsConstant && operands.Length > 1 && operands[1] >= 0)
            {
                facts.Reach = _facts[operands[1]].Reach;
                facts.IsWide = _facts[operands[1]].IsWide;
            }

            return facts;
        }

        FlowFacts decided = _facts[control];
        if (data >= 0 && IsDeep(data))
        {
            if (facts.IsMixed || decided.Payload == Payload.Pattern)
            {
                Add(new Merge(point, MergeKind.Index, control, data, -1, facts.IsMixed ? Payload.Pattern : decided.Payload, !facts.IsMixed));
            }

            return facts with { Decision = Decision.None, IsMixed = false };
        }

        if (facts is { IsMixed: true, IsWide: true, IsData: true })
        {
            Add(new Merge(point, MergeKind.Index, control, data, -1, Payload.Pattern, false));
            return facts with { IsMixed = false };
        }

        // A table that a decision looks up.
        Carry(ref facts, decided);
        facts.IsWide = decided.IsWide;
        facts.Payload = data >= 0 && _facts[data].IsConstant && _constants.Of(data).IsUniform ? Payload.Uniform : Payload.Pattern;
        facts.Gain = Math.Max(facts.Gain, Largest(data));
        facts.Reach = decided.Reach;
        return facts;
    }

    private FlowFacts Scatter(int point, ReadOnlySpan<int> operands)
    {
        (int data, int place, int value) = (operands[0], operands[1], operands[2]);
        int control = place >= 0 && IsTrigger(place) ? place : value >= 0 && IsTrigger(value) ? value : -1;
        FlowFacts facts = FlowFacts.Empty;
        foreach (int operand in operands)
        {
            facts.Source |= operand < 0 ? FlowSource.None : _facts[operand].Source;
        }

        facts.Reach = ReachOf(data);
        facts.IsWide = (data >= 0 && _facts[data].IsWide) || (value >= 0 && _facts[value].IsWide);
        if (control < 0)
        {
            facts.IsMixed = IsDeep(data) != IsDeep(value);
            return facts;
        }

        bool whole = _facts[control].DecisionReach != Reach.Elementwise, deep = IsDeep(value) && IsDeep(data) && !_facts[data].IsMixed;
        Payload payload = deep ? Payload.None : whole ? Payload.Pattern : (Payload)Math.Max((byte)_facts[control].Payload, (byte)PayloadOf(value));
        if (IsDeep(data) || (data >= 0 && _facts[data] is { IsConstant: false, Decision: Decision.None, IsData: true }))
        {
            Add(new Merge(point, MergeKind.Write, control, data, value == control ? -1 : value, payload, deep));
            return facts;
        }

        Carry(ref facts, _facts[control]);
        facts.Payload = payload;
        return facts;
    }

    // A few of the input's values: fewer than these, and than half of them.
    private const double RegionElements = 64;
    private const double UnknownDimension = 16;
    private readonly double _inputElements;

    private double InputElements()
    {
        double most = 0;
        foreach (ValueRow input in _inputs)
        {
            ReadOnlySpan<long> dimensions = _model.Dimensions(input);
            // All that is open together counts as one dimension: the least that such a model is made for.
            double elements = dimensions.ContainsAnyInRange(long.MinValue, 0) ? UnknownDimension : 1;
            foreach (long dimension in dimensions)
            {
                elements *= Math.Max(1, dimension);
            }

            most = Math.Max(most, input.Dimensions < 0 ? double.MaxValue : elements);
        }

        return most;
    }

    private bool IsSmall(int point, ReadOnlySpan<int> operands)
    {
        if (_facts[operands[0]].IsMixed)
        {
            return false;
        }

        if (operands.Length < 2 || operands[1] < 0 || !_facts[operands[1]].IsConstant || Is(point, "Split"u8))
        {
            return false;
        }

        double most = Math.Min(RegionElements, _inputElements / 2);
        return Is(point, "Slice"u8) ? operands.Length > 2 && _constants.Whole(operands[1]) is { } starts && _constants.Whole(operands[2]) is { } ends && Elements(starts, ends) <= most
            : Is(point, "TopK"u8) ? _constants.Of(operands[1]).Largest <= most
            : _facts[operands[1]].Count <= most;
    }

    private static double Elements(ReadOnlySpan<long> starts, ReadOnlySpan<long> ends)
    {
        double elements = 1;
        for (int index = 0; index < Math.Min(starts.Length, ends.Length); index++)
        {
            elements *= starts[index] < 0 == ends[index] < 0 || ends[index] >= int.MaxValue ? Math.Max(1, (double)ends[index] - starts[index]) : double.MaxValue;
        }

        return elements;
    }

    // Whatever the input says without the network, used as a place.
    private bool IsPlace(int point) => _facts[point] is { IsConstant: false, IsData: true } && !_mass.IsDeep(point);

    private sbyte RankOf(int point, ReadOnlySpan<int> operands, sbyte before)
    {
        if (_flow.Points[point].Kind != FlowKind.Node || _mass.KindOf(point) is not (OperatorKind.Pass or OperatorKind.Reduce or OperatorKind.Select))
        {
            return before;
        }

        double axes = operands.Length > 1 && operands[1] >= 0 && _facts[operands[1]].IsConstant ? _mass.Counts[operands[1]] : 0;
        NodeRow node = _model.Nodes[_flow.Points[point].Row];
        double after = _model.Names.Text(node.Operator) switch
        {
            "Reshape" => axes > 0 ? axes : -1,
            "Flatten" => 2,
            "Unsqueeze" => before < 0 || axes == 0 ? -1 : before + axes,
            "Squeeze" => before < 0 || axes == 0 ? -1 : before - axes,
            "Gather" or "GatherND" or "SequenceAt" => -1,
            "Expand" or "Tile" or "Resize" => before,
            _ => _mass.KindOf(point) != OperatorKind.Reduce || _model.Attribute(node, "keepdims"u8) is not (>= 0 and int keep) || _model.Attributes[keep].Integer != 0 ? before
                : before < 0 ? -1 : before - Math.Max(axes, 1),
        };
        return (sbyte)Math.Clamp(after, -1, sbyte.MaxValue);
    }
}
