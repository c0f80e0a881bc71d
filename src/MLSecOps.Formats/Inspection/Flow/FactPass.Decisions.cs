using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Flow;

/// <content>What makes a decision of a value, and what takes it together or learns from it.</content>
internal sealed partial class FactPass
{
    // Whatever has no layer of its own behind it, is one answer for the input, and meets a step.
    private bool CanDecide(int point, in FlowFacts facts) => facts is { IsData: true, IsWide: false } && facts.Reach != Reach.Elementwise && !_mass.IsDeep(point)
        && (!_mass.IsLearned(point) || facts.Gain >= ShadowScore.HardGain);

    // Near zero a quotient is as steep as one likes, and so is the exponential of a distance.
    private static void Peak(ref FlowFacts facts)
    {
        facts.Gain = Math.Max(facts.Gain, ShadowScore.HardGain);
        Decide(ref facts, Decision.Soft);
    }

    private bool DividesByData(int point, ReadOnlySpan<int> operands) => operands.Length == 2 && operands[1] >= 0 && Is(point, "Div"u8)
        && _facts[operands[1]] is { IsConstant: false, IsWide: false, IsData: true, IsCount: false } && !_mass.IsDeep(operands[1]);

    private static void Decide(ref FlowFacts facts, Decision decision)
    {
        if (facts.Decision == Decision.None)
        {
            facts.DecisionReach = facts.Reach;
            facts.Payload = Payload.None;
        }

        facts.DecisionReach = (Reach)Math.Max((byte)facts.DecisionReach, (byte)facts.Reach);
        facts.Decision = (Decision)Math.Max((byte)facts.Decision, (byte)decision);
    }

    private void Reduce(int point, ref FlowFacts facts)
    {
        Reach reach = facts.Rank is < 0 or > 2 && IsLastAxis(point) ? Reach.Partial : Reach.Whole;
        facts.Reach = (Reach)Math.Max((byte)facts.Reach, (byte)reach);
        facts.IsWide &= reach == Reach.Partial;
        if (facts.Decision != Decision.None)
        {
            facts.DecisionReach = (Reach)Math.Max((byte)facts.DecisionReach, (byte)reach);
            facts.IsCount |= Is(point, "ReduceSum"u8) || Is(point, "ReduceMean"u8);
        }

        if (facts.MixedDecision >= 0)
        {
            Add(new Merge(point, MergeKind.Arithmetic, facts.MixedDecision, _flow.OperandsOf(point)[0], -1, _facts[facts.MixedDecision].Payload, false));
            facts.MixedDecision = -1;
        }
    }

    private void Learn(int point, ReadOnlySpan<int> operands, ref FlowFacts facts)
    {
        // Weights that a decision has changed.
        if (operands.Length > 1 && operands[1] >= 0 && !_mass.IsConstant[operands[1]] && !_mass.IsDeep(operands[1])
            && _facts[operands[1]] is { Decision: not Decision.None, Payload: Payload.Pattern, DecisionReach: not Reach.Elementwise })
        {
            Add(new Merge(point, MergeKind.Weights, operands[1], operands[0], -1, Payload.Pattern, false));
        }

        double own = _mass.Own[point];
        facts.MixedDecision = -1;
        if (own > 0)
        {
            facts.IsMixed = false;
            facts.Rank = -1;
        }

        if (own >= LayerParameters || own >= LayerShare * _mass.Total)
        {
            (facts.Decision, facts.Payload, facts.DecisionReach, facts.Gain) = (Decision.None, Payload.None, Reach.Elementwise, 1);
        }
        else if (own > 0 && facts.Decision != Decision.None)
        {
            facts.Payload = Payload.Pattern;
        }

        if (own > 0 && own < LayerParameters && facts.IsData)
        {
            // A matched filter looks at all of what it covers.
            facts.Reach = Reach.Whole;
            facts.IsWide &= !HasOneOutput(operands);
            Filter(operands, own, ref facts);
        }
    }

    // A pool whose window is as large as the input.
    private bool IsPoolOfAll(int point)
    {
        if (!(Is(point, "AveragePool"u8) || Is(point, "MaxPool"u8) || Is(point, "LpPool"u8)) || _model.Attribute(_model.Nodes[_flow.Points[point].Row], "kernel_shape"u8) is not (>= 0 and int attribute))
        {
            return false;
        }

        ReadOnlySpan<long> window = _model.IntegersOf(_model.Attributes[attribute]);
        foreach (ValueRow input in _inputs)
        {
            ReadOnlySpan<long> dimensions = _model.Dimensions(input);
            if (dimensions.Length == window.Length + 2 && Covers(window, dimensions[2..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Covers(ReadOnlySpan<long> window, ReadOnlySpan<long> dimensions)
    {
        for (int axis = 0; axis < window.Length; axis++)
        {
            if (window[axis] < (dimensions[axis] > 0 ? dimensions[axis] : UnknownDimension))
            {
                return false;
            }
        }

        return true;
    }

    // The few weights and the offset of a filter drive what comes after it.
    private void Filter(ReadOnlySpan<int> operands, double own, ref FlowFacts facts)
    {
        for (int index = 1; index < operands.Length && own <= MassPass.FilterParameters; index++)
        {
            facts.Gain = Math.Max(facts.Gain, Largest(operands[index]));
        }
    }

    private bool HasOneOutput(ReadOnlySpan<int> operands) => operands.Length > 1 && operands[1] >= 0 && _mass.LastDimension(operands[1]) == 1;

    private ElementType? CastType(int point) =>
        Is(point, "Cast"u8) && _model.Attribute(_model.Nodes[_flow.Points[point].Row], "to"u8) is >= 0 and int to ? (ElementType)_model.Attributes[to].Integer : null;

    // Yes or no; or a number whose fraction is cut off on the way.
    private static void Cast(ElementType type, ref FlowFacts facts)
    {
        if (type == ElementType.Bool)
        {
            Decide(ref facts, Decision.Hard);
        }
        else if (type is not (ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16))
        {
            facts.IsTruncated = true;
        }
        else if (facts is { IsTruncated: true, IsWide: false, IsData: true } && facts.Reach != Reach.Elementwise)
        {
            Decide(ref facts, Decision.Hard);
        }
    }

    private bool IsLastAxis(int point)
    {
        NodeRow node = _model.Nodes[_flow.Points[point].Row];
        int attribute = _model.Attribute(node, "axes"u8);
        if (attribute >= 0)
        {
            return _model.IntegersOf(_model.Attributes[attribute]) is [-1];
        }

        ReadOnlySpan<int> operands = _flow.OperandsOf(point);
        return operands.Length > 1 && operands[1] >= 0 && _mass.IsConstant[operands[1]] && _mass.Counts[operands[1]] == 1
            && _constants.Of(operands[1]) is { IsUniform: true, Largest: 1 };
    }
}
