using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>Follows decisions through the data flow and collects the points where they meet data.</summary>
/// <remarks>
/// Abstract interpretation, one pass in the order of the points. A decision is followed as long as it is not the network's own: it ends where a layer of some size learns from it,
/// and where it is merged into what the network made. What counts as the network is measured in parameters (<see cref="MassPass"/>).
/// </remarks>
internal sealed partial class FactPass
{
    private const int MostMerges = 4096;
    private const double LayerParameters = 2048;
    private const double LayerShare = 0.1;

    private readonly ModelTables _model;
    private readonly FlowGraph _flow;
    private readonly MassPass _mass;
    private readonly ConstantContent _constants;
    private readonly FlowFacts[] _facts;

    internal FactPass(InspectionContext context, FlowGraph flow, MassPass mass, ConstantContent constants)
    {
        (_model, _flow, _mass, _constants) = (context.Model, flow, mass, constants);
        _facts = new FlowFacts[flow.Points.Count];
        for (int point = 0; point < _facts.Length; point++)
        {
            _facts[point] = Follow(point);
        }
    }

    /// <summary>Points where decisions meet data.</summary>
    internal List<Merge> Merges { get; } = [];

    /// <summary>What is known of a point.</summary>
    internal ref readonly FlowFacts this[int point] => ref _facts[point];

    private FlowFacts Follow(int point)
    {
        FlowPoint made = _flow.Points[point];
        FlowFacts facts = FlowFacts.Empty;
        if (made.Kind == FlowKind.Input)
        {
            facts.Source = IsSetting(_model.Graphs[_model.Main].Inputs[made.Row]) ? FlowSource.Setting : FlowSource.Content;
            return facts;
        }

        facts.IsConstant = _mass.IsConstant[point];
        facts.Count = _mass.Counts[point];
        if (facts.IsConstant)
        {
            return facts;
        }

        ReadOnlySpan<int> operands = _flow.OperandsOf(point);
        return made.Kind switch
        {
            FlowKind.Branch => Switch(point, operands[0], operands[1], operands[2]),
            FlowKind.Repeat => Repeat(point, operands),
            _ => Node(point, operands),
        };
    }

    private FlowFacts Node(int point, ReadOnlySpan<int> operands)
    {
        OperatorKind kind = _mass.KindOf(point);
        switch (kind)
        {
            case OperatorKind.Where when operands.Length >= 3:
                return Switch(point, operands[0], operands[1], operands[2]);
            case OperatorKind.Select:
                return Select(point, operands);
            case OperatorKind.Scatter when operands.Length >= 3:
                return Scatter(point, operands);
        }

        FlowFacts facts = Mixed(point, operands);
        switch (kind)
        {
            case OperatorKind.Shape:
                facts = FlowFacts.Empty with { Source = facts.IsConstant || facts.Source == FlowSource.None ? FlowSource.None : FlowSource.Shape };
                break;
            case OperatorKind.Random:
                facts.Source |= FlowSource.Random;
                facts.Reach = Reach.Whole;
                break;
            case OperatorKind.Compare or OperatorKind.Logic:
                Decide(ref facts, kind == OperatorKind.Compare ? Decision.Hard : facts.Decision);
                break;
            case OperatorKind.Step when _mass.Before[point] == 0 && facts.Reach != Reach.Elementwise && facts.Decision == Decision.None:
                Decide(ref facts, Decision.Soft);
                break;
            case OperatorKind.Position:
                facts.Reach = Reach.Whole;
                Decide(ref facts, facts.Decision == Decision.None ? Decision.Soft : facts.Decision);
                facts.Payload = Payload.None;
                break;
            case OperatorKind.Reduce:
                Reduce(point, ref facts);
                break;
            case OperatorKind.OneHot:
                Decide(ref facts, Decision.Hard);
                facts.Payload = facts.DecisionReach == Reach.Elementwise ? facts.Payload : Payload.Pattern;
                break;
            case OperatorKind.Pad when facts.Decision != Decision.None && facts.DecisionReach != Reach.Elementwise:
                facts.Payload = Payload.Pattern;
                break;
            case OperatorKind.Pass when IsBoolCast(point) && facts.Decision == Decision.None:
                Decide(ref facts, Decision.Hard);
                break;
            case OperatorKind.Learned:
                Learn(point, operands, ref facts);
                break;
        }

        return facts;
    }

    /// <summary>What operands have in common when an operator mixes them, and the merge if one is a decision and another data.</summary>
    private FlowFacts Mixed(int point, ReadOnlySpan<int> operands)
    {
        FlowFacts facts = FlowFacts.Empty;
        int decided = -1, deep = -1, wide = -1, constant = -1;
        bool onlyDecisions = true;
        foreach (int operand in operands)
        {
            if (operand < 0)
            {
                continue;
            }

            ref readonly FlowFacts one = ref _facts[operand];
            facts.Source |= one.Source;
            facts.IsMixed |= one.IsMixed;
            facts.MixedDecision = Math.Max(facts.MixedDecision, one.MixedDecision);
            facts.Reach = one.IsConstant ? facts.Reach : (Reach)Math.Max((byte)facts.Reach, (byte)one.Reach);
            if (one.IsConstant)
            {
                constant = operand;
            }
            else if (_mass.IsDeep(operand))
            {
                deep = operand;
                onlyDecisions = false;
            }
            else if (one.Decision != Decision.None)
            {
                decided = decided < 0 || Outweighs(one, _facts[decided]) ? operand : decided;
            }
            else if (one.IsData)
            {
                wide = one.Reach == Reach.Elementwise ? operand : wide;
                onlyDecisions = false;
            }
        }

        if (decided < 0)
        {
            // What the network decides stays a decision while nothing else is mixed in.
            foreach (int operand in operands)
            {
                if (operand >= 0 && _facts[operand].Decision != Decision.None && operands.Length - (constant >= 0 ? 1 : 0) == 1)
                {
                    Carry(ref facts, _facts[operand]);
                }
            }

            Gain(point, ref facts, constant);
            return Join(point, facts, operands, deep, -1);
        }

        Carry(ref facts, _facts[decided]);
        if (deep >= 0)
        {
            return Join(point, facts, operands, deep, decided);
        }

        if (constant >= 0)
        {
            Gate(point, ref facts, constant, onlyDecisions);
        }

        if (wide >= 0 && facts.DecisionReach == Reach.Whole && _mass.KindOf(point) is OperatorKind.Mix or OperatorKind.Gate)
        {
            Add(new Merge(point, MergeKind.Arithmetic, decided, wide, -1, facts.Payload, false));
        }

        return facts;
    }

    private FlowFacts Join(int point, FlowFacts facts, ReadOnlySpan<int> operands, int deep, int decided)
    {
        bool beside = _mass.KindOf(point) == OperatorKind.Join;
        if (deep < 0)
        {
            return facts;
        }

        if (beside)
        {
            foreach (int operand in operands)
            {
                facts.IsMixed |= operand >= 0 && !_mass.IsDeep(operand);
            }

            facts.MixedDecision = decided >= 0 && _facts[decided].Payload == Payload.Pattern ? decided : facts.MixedDecision;
        }
        else if (decided >= 0 && _mass.KindOf(point) != OperatorKind.Learned)
        {
            Add(new Merge(point, MergeKind.Arithmetic, decided, deep, -1, _facts[decided].Payload, false));
        }

        if (decided >= 0)
        {
            (facts.Decision, facts.Payload, facts.DecisionReach, facts.Gain) = (Decision.None, Payload.None, Reach.Elementwise, 1);
        }

        return facts;
    }

    private static bool Outweighs(in FlowFacts one, in FlowFacts other) =>
        (one.Payload, one.Decision, one.DecisionReach).CompareTo((other.Payload, other.Decision, other.DecisionReach)) > 0;

    private static void Carry(ref FlowFacts facts, in FlowFacts decided) =>
        (facts.Decision, facts.DecisionReach, facts.Payload, facts.Gain) = (decided.Decision, decided.DecisionReach, decided.Payload, decided.Gain);

    /// <summary>A decision times a constant is that constant, when it says yes.</summary>
    private void Gate(int point, ref FlowFacts facts, int constant, bool onlyDecisions)
    {
        OperatorKind kind = _mass.KindOf(point);
        if (kind == OperatorKind.Gate || (kind == OperatorKind.Learned && _mass.Own[point] == 0))
        {
            (bool uniform, double largest) = _constants.Of(constant);
            facts.Payload = (Payload)Math.Max((byte)facts.Payload, (byte)(uniform ? (largest is 0 or 1 ? Payload.None : Payload.Uniform) : Payload.Pattern));
            facts.Gain *= Math.Clamp(largest, 1, 1e6);
        }
        else if (kind == OperatorKind.Join && onlyDecisions && facts.DecisionReach != Reach.Elementwise)
        {
            facts.Payload = Payload.Pattern;
        }
        else if (kind == OperatorKind.Mix && facts.Payload >= Payload.Uniform && !_constants.Of(constant).IsUniform)
        {
            facts.Payload = Payload.Pattern;
        }
    }

    // A value that is multiplied before it meets a step is driven harder.
    private void Gain(int point, ref FlowFacts facts, int constant)
    {
        if (constant >= 0 && facts.IsData && _mass.Before[point] == 0 && facts.Reach != Reach.Elementwise && _mass.KindOf(point) == OperatorKind.Gate)
        {
            facts.Gain = Math.Clamp(_constants.Of(constant).Largest, 1, 1e6);
        }
    }

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
        Reach reach = IsLastAxis(point) ? Reach.Partial : Reach.Whole;
        facts.Reach = (Reach)Math.Max((byte)facts.Reach, (byte)reach);
        if (facts.Decision != Decision.None)
        {
            facts.DecisionReach = (Reach)Math.Max((byte)facts.DecisionReach, (byte)reach);
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
            && _facts[operands[1]] is { Decision: not Decision.None, Payload: Payload.Pattern, DecisionReach: Reach.Whole })
        {
            Add(new Merge(point, MergeKind.Weights, operands[1], operands[0], -1, Payload.Pattern, false));
        }

        double own = _mass.Own[point];
        facts.IsMixed = false;
        facts.MixedDecision = -1;
        if (own >= LayerParameters || own >= LayerShare * _mass.Total)
        {
            (facts.Decision, facts.Payload, facts.DecisionReach, facts.Gain) = (Decision.None, Payload.None, Reach.Elementwise, 1);
        }
        else if (own > 0 && facts.Decision != Decision.None)
        {
            facts.Payload = Payload.Pattern;
        }

        // A matched filter looks at all of what it covers.
        facts.Reach = own > 0 && own < LayerParameters && facts.IsData ? Reach.Whole : facts.Reach;
    }

    private FlowFacts Switch(int point, int control, int first, int second)
    {
        FlowFacts facts = Mixed(point, []);
        foreach (int operand in (ReadOnlySpan<int>)[control, first, second])
        {
            facts.Source |= operand < 0 ? FlowSource.None : _facts[operand].Source;
        }

        bool firstDeep = IsDeep(first), secondDeep = IsDeep(second);
        facts.Reach = (Reach)Math.Max((byte)ReachOf(first), (byte)ReachOf(second));
        facts.IsMixed = firstDeep != secondDeep || (first >= 0 && _facts[first].IsMixed) || (second >= 0 && _facts[second].IsMixed);
        if (control < 0 || _facts[control].IsConstant)
        {
            return facts;
        }

        if (firstDeep || secondDeep)
        {
            int clean = firstDeep ? first : second, other = firstDeep ? second : first;
            Add(new Merge(point, MergeKind.Switch, control, clean, other, PayloadOf(other), firstDeep && secondDeep));
            return facts;
        }

        FlowFacts decided = _facts[control];
        Payload payload = (Payload)Math.Max((byte)PayloadOf(first), (byte)PayloadOf(second));
        bool guards = PayloadOf(first) == Payload.Raw || PayloadOf(second) == Payload.Raw;
        if (guards && decided.Decision != Decision.None)
        {
            int clean = PayloadOf(first) == Payload.Raw ? first : second, other = clean == first ? second : first;
            Add(new Merge(point, MergeKind.Switch, control, clean, other, PayloadOf(other), false));
        }

        facts.DecisionReach = decided.DecisionReach;
        facts.Gain = decided.Gain;
        // A guard keeps a value in bounds (no zero divisor, no missing value): it goes on as that value.
        facts.Decision = guards && payload != Payload.Pattern ? Decision.None : decided.Decision;
        facts.Payload = facts.Decision == Decision.None ? Payload.None : payload;
        facts.Gain = Math.Max(facts.Gain, Math.Max(Largest(first), Largest(second)));
        return facts;
    }

    private bool IsTrigger(int point) => _facts[point] is { Decision: not Decision.None } && !_mass.IsDeep(point);

    private bool IsDeep(int point) => point >= 0 && _mass.IsDeep(point);

    private Reach ReachOf(int point) => point < 0 || _facts[point].IsConstant ? Reach.Elementwise : _facts[point].Reach;

    private double Largest(int point) => point >= 0 && _facts[point].IsConstant ? Math.Clamp(_constants.Of(point).Largest, 1, 1e6) : 1;

    private Payload PayloadOf(int point)
    {
        if (point < 0)
        {
            return Payload.None;
        }

        ref readonly FlowFacts facts = ref _facts[point];
        return facts.IsConstant ? (_constants.Of(point).IsUniform ? Payload.Uniform : Payload.Pattern)
            : facts.Decision != Decision.None ? facts.Payload
            : facts.IsData ? Payload.Raw
            : Payload.Uniform;
    }

    private void Add(Merge merge)
    {
        if (Merges.Count < MostMerges)
        {
            Merges.Add(merge);
        }
    }

    private bool IsBoolCast(int point)
    {
        if (_flow.Points[point].Kind != FlowKind.Node)
        {
            return false;
        }

        NodeRow node = _model.Nodes[_flow.Points[point].Row];
        return _model.Names.Is(node.Operator, "Cast"u8) && _model.Attribute(node, "to"u8) is >= 0 and int to && _model.Attributes[to].Integer == (long)ElementType.Bool;
    }

    private bool IsLastAxis(int point)
    {
        NodeRow node = _model.Nodes[_flow.Points[point].Row];
        int attribute = _model.Attribute(node, "axes"u8);
        if (attribute >= 0)
        {
            return _model.NumbersOf(_model.Attributes[attribute]) is [-1];
        }

        ReadOnlySpan<int> operands = _flow.OperandsOf(point);
        return operands.Length > 1 && operands[1] >= 0 && _mass.IsConstant[operands[1]] && _mass.Counts[operands[1]] == 1
            && _constants.Of(operands[1]) is { IsUniform: true, Largest: 1 };
    }

    // One element: a rate, a switch, a length. Anything larger is data.
    private bool IsSetting(ValueRow input)
    {
        ReadOnlySpan<long> dimensions = _model.Dimensions(input);
        return input.Kind == 1 && input.Dimensions is 0 or 1 && dimensions is [] or [1];
    }
}
