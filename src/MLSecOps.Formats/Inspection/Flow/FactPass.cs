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
    private const double MostGain = 1e6;


    private readonly ModelTables _model;
    private readonly FlowGraph _flow;
    private readonly MassPass _mass;
    private readonly ConstantContent _constants;
    private readonly FlowFacts[] _facts;

    internal FactPass(InspectionContext context, FlowGraph flow, MassPass mass, ConstantContent constants)
    {
        (_model, _flow, _mass, _constants) = (context.Model, flow, mass, constants);
        _facts = new FlowFacts[flow.Points.Count];
        _inputElements = InputElements();
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
            facts.IsWide = facts.Source == FlowSource.Content;
            facts.Rank = (sbyte)Math.Min(_model.Graphs[_model.Main].Inputs[made.Row].Dimensions, sbyte.MaxValue);
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
        facts.Rank = RankOf(point, operands, facts.Rank);
        switch (kind)
        {
            case OperatorKind.Shape:
                facts = FlowFacts.Empty with
                {
                    Source = facts.Source == FlowSource.None ? FlowSource.None : facts.IsSizedByContent ? FlowSource.Content : FlowSource.Shape,
                    Reach = facts.IsSizedByContent ? Reach.Whole : Reach.Elementwise,
                };
                break;
            case OperatorKind.Random:
                facts.Source |= FlowSource.Random;
                facts.Reach = Reach.Whole;
                break;
            case OperatorKind.Compare or OperatorKind.Logic:
                Decide(ref facts, kind == OperatorKind.Compare ? Decision.Hard : facts.Decision);
                facts.IsCount = false;
                facts.IsSizedByContent |= Is(point, "NonZero"u8);
                break;
            case OperatorKind.Step when CanDecide(point, facts) && (Is(point, "Reciprocal"u8) || Is(point, "Exp"u8)):
                Peak(ref facts);
                break;
            case OperatorKind.Step when CanDecide(point, facts):
                Decide(ref facts, Decision.Soft);
                break;
            case OperatorKind.Rounding when CanDecide(point, facts):
                Decide(ref facts, Decision.Hard);
                break;
            case OperatorKind.Gate when DividesByData(point, operands) && CanDecide(point, facts):
                Peak(ref facts);
                break;
            case OperatorKind.Position:
                facts.Reach = Reach.Whole;
                facts.IsWide &= facts.Rank is < 0 or > 2;
                Decide(ref facts, Decision.Hard);
                facts.Payload = Payload.None;
                break;
            case OperatorKind.Reduce:
                Reduce(point, ref facts);
                break;
            case OperatorKind.OneHot:
                // Of a value that is no decision each place gets its own answer.
                Reach reach = facts.Decision == Decision.None ? Reach.Elementwise : facts.DecisionReach;
                Decide(ref facts, Decision.Hard);
                (facts.DecisionReach, facts.IsWide) = (reach, facts.IsWide || reach == Reach.Elementwise);
                facts.Reach = reach == Reach.Elementwise ? Reach.Elementwise : facts.Reach;
                facts.Payload = reach == Reach.Elementwise ? facts.Payload : Payload.Place;
                break;
            case OperatorKind.Pad when facts.Decision != Decision.None && facts.DecisionReach != Reach.Elementwise:
                facts.Payload = Payload.Pattern;
                break;
            case OperatorKind.Pass when !_mass.IsDeep(point) && CastType(point) is { } type:
                Cast(type, ref facts);
                break;
            case OperatorKind.Mix when IsPoolOfAll(point):
                Reduce(point, ref facts);
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
        int decided = -1, deep = -1, wide = -1, varying = 0, decisions = 0;
        bool onlyDecisions = true;
        foreach (int operand in operands)
        {
            if (operand < 0 || _facts[operand].IsConstant)
            {
                continue;
            }

            varying++;
            ref readonly FlowFacts one = ref _facts[operand];
            Gather(ref facts, one, _mass.IsDeep(operand));
            if (_mass.IsDeep(operand))
            {
                deep = operand;
                onlyDecisions = false;
            }
            else if (one.Decision != Decision.None)
            {
                decided = decided < 0 || Outweighs(one, _facts[decided]) ? operand : decided;
                decisions++;
            }
            else if (one.IsData)
            {
                wide = one.IsWide ? operand : wide;
                onlyDecisions = false;
            }
        }

        if (decided < 0)
        {
            // What the network decides stays a decision while nothing else is mixed in.
            if (varying == 1 && deep >= 0)
            {
                Carry(ref facts, _facts[deep]);
            }

            Drive(point, operands, ref facts);
            return deep >= 0 ? Join(point, facts, operands, deep, -1) : Beside(point, facts, operands, wide);
        }

        Carry(ref facts, _facts[decided]);
        if (deep >= 0)
        {
            return Join(point, facts, operands, deep, decided);
        }

        Gate(point, ref facts, operands, onlyDecisions);
        facts.IsCount |= decisions > 1 && (Is(point, "Add"u8) || Is(point, "Sum"u8));
        if (wide >= 0 && facts.DecisionReach == Reach.Whole && _mass.KindOf(point) is OperatorKind.Mix or OperatorKind.Gate or OperatorKind.Step)
        {
            Add(new Merge(point, MergeKind.Arithmetic, decided, wide, -1, facts.Payload, false));
        }

        return facts;
    }

    private static void Gather(ref FlowFacts facts, in FlowFacts one, bool deep)
    {
        facts.Source |= one.Source;
        facts.IsMixed |= one.IsMixed;
        facts.IsWide |= one.IsWide;
        facts.IsSizedByContent |= one.IsSizedByContent;
        facts.IsCount |= one.IsCount;
        facts.IsTruncated |= one.IsTruncated;
        facts.MixedDecision = Math.Max(facts.MixedDecision, one.MixedDecision);
        facts.Reach = one.IsData ? (Reach)Math.Max((byte)facts.Reach, (byte)one.Reach) : facts.Reach;
        facts.Rank = Math.Max(facts.Rank, one.Rank);
        facts.Gain = deep || one.IsWide ? facts.Gain : Math.Max(facts.Gain, one.Gain);
    }

    /// <summary>What is put beside the input, to be taken in its place later.</summary>
    private FlowFacts Beside(int point, FlowFacts facts, ReadOnlySpan<int> operands, int wide)
    {
        if (wide >= 0 && _mass.KindOf(point) == OperatorKind.Join)
        {
            foreach (int operand in operands)
            {
                facts.IsMixed |= operand >= 0 && _facts[operand].IsConstant && !_constants.Of(operand).IsUniform;
            }
        }

        return facts;
    }

    private FlowFacts Join(int point, FlowFacts facts, ReadOnlySpan<int> operands, int deep, int decided)
    {
        OperatorKind kind = _mass.KindOf(point);
        if (kind == OperatorKind.Join)
        {
            foreach (int operand in operands)
            {
                facts.IsMixed |= operand >= 0 && !_mass.IsDeep(operand);
            }

            facts.MixedDecision = decided >= 0 && _facts[decided].Payload >= Payload.Place ? decided : facts.MixedDecision;
        }
        else if (decided >= 0 && !IsMean(point, operands, decided) && (kind != OperatorKind.Learned || _mass.Own[point] == 0 || AddsDeep(operands, decided)))
        {
            Add(new Merge(point, MergeKind.Arithmetic, decided, deep, -1, Carried(kind, operands, decided, deep), false));
        }

        if (decided >= 0)
        {
            (facts.Decision, facts.Payload, facts.DecisionReach, facts.Gain) = (Decision.None, Payload.None, Reach.Elementwise, 1);
        }

        return facts;
    }

    /// <summary>What a decision brings into the data when they are mixed. As a factor it selects; what it selects from may hold the answer.</summary>
    private Payload Carried(OperatorKind kind, ReadOnlySpan<int> operands, int decided, int deep)
    {
        Payload payload = _facts[decided].Payload;
        if (kind is not (OperatorKind.Gate or OperatorKind.Learned))
        {
            return payload == Payload.Place ? Payload.Pattern : payload;
        }

        return _facts[deep].IsMixed || (kind == OperatorKind.Learned && Pattern(operands) >= 0) ? Payload.Pattern
            : payload == Payload.Place ? Payload.None
            : payload;
    }

    // A sum divided by how many were counted.
    private bool IsMean(int point, ReadOnlySpan<int> operands, int decided) =>
        _mass.KindOf(point) == OperatorKind.Gate && operands.Length == 2 && operands[1] == decided && _facts[decided] is { IsCount: true, Payload: < Payload.Raw } && Is(point, "Div"u8);

    // Gemm and its like: the third operand is added to the product of the others.
    private bool AddsDeep(ReadOnlySpan<int> operands, int decided) => operands.Length > 2 && operands[0] == decided && IsDeep(operands[2]);

    /// <summary>The first constant among operands that is no uniform one; -1 for none.</summary>
    private int Pattern(ReadOnlySpan<int> operands)
    {
        foreach (int operand in operands)
        {
            if (operand >= 0 && _facts[operand].IsConstant && !_constants.Of(operand).IsUniform)
            {
                return operand;
            }
        }

        return -1;
    }

    private static bool Outweighs(in FlowFacts one, in FlowFacts other) =>
        (one.Payload, one.Decision, one.DecisionReach).CompareTo((other.Payload, other.Decision, other.DecisionReach)) > 0;

    private static void Carry(ref FlowFacts facts, in FlowFacts decided) =>
        (facts.Decision, facts.DecisionReach, facts.Payload, facts.Gain) = (decided.Decision, decided.DecisionReach, decided.Payload, decided.Gain);

    /// <summary>A decision times a constant is that constant, when it says yes.</summary>
    private void Gate(int point, ref FlowFacts facts, ReadOnlySpan<int> operands, bool onlyDecisions)
    {
        OperatorKind kind = _mass.KindOf(point);
        bool constant = false, pattern = false;
        double largest = 0;
        foreach (int operand in operands)
        {
            if (operand >= 0 && _facts[operand].IsConstant)
            {
                constant = true;
                (bool uniform, double size) = _constants.Of(operand);
                pattern |= !uniform;
                largest = Math.Max(largest, size);
            }
        }

        if (!constant)
        {
            return;
        }

        if (kind == OperatorKind.Gate || (kind == OperatorKind.Learned && _mass.Own[point] == 0))
        {
            facts.Payload = (Payload)Math.Max((byte)facts.Payload, (byte)(pattern ? Payload.Pattern : largest is 0 or 1 ? Payload.None : Payload.Uniform));
            facts.Gain = Math.Clamp(facts.Gain * Math.Max(largest, 1), 1, MostGain);
        }
        else if (kind == OperatorKind.Join && onlyDecisions && facts.DecisionReach != Reach.Elementwise)
        {
            facts.Payload = Payload.Pattern;
        }
        else if (kind is OperatorKind.Mix or OperatorKind.Step)
        {
            facts.Payload = facts.Payload >= Payload.Uniform && pattern ? Payload.Pattern : facts.Payload;
            facts.Gain = Is(point, "Pow"u8) ? Math.Clamp(facts.Gain * Math.Max(largest, 1), 1, MostGain) : facts.Gain;
        }
    }

    // What is multiplied before it meets a step is driven harder.
    private void Drive(int point, ReadOnlySpan<int> operands, ref FlowFacts facts)
    {
        if (!facts.IsData || facts.IsWide || facts.Reach == Reach.Elementwise || _mass.KindOf(point) is not (OperatorKind.Gate or OperatorKind.Step or OperatorKind.Mix))
        {
            return;
        }

        for (int index = 0; index < operands.Length; index++)
        {
            if (operands[index] >= 0 && _facts[operands[index]].IsConstant)
            {
                double size = _constants.Of(operands[index]).Largest;
                double factor = Is(point, "Mul"u8) || Is(point, "Pow"u8) ? size : Is(point, "Div"u8) && index == 1 && size > 0 ? 1 / size : 1;
                // A step far from zero is steep for its place: what counts is the offset in widths of the step.
                double offset = Is(point, "Add"u8) || Is(point, "Sub"u8) ? size : 1;
                facts.Gain = Math.Clamp(Math.Max(facts.Gain * Math.Max(factor, 1), offset), 1, MostGain);
            }
        }
    }

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

        ReadOnlySpan<long> window = _model.NumbersOf(_model.Attributes[attribute]);
        foreach (ValueRow input in _model.Graphs[_model.Main].Inputs)
        {
            ReadOnlySpan<long> dimensions = _model.Dimensions(input);
            if (dimensions.Length == window.Length + 2 && window.SequenceEqual(dimensions[2..]))
            {
                return true;
            }
        }

        return false;
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

    private FlowFacts Switch(int point, int control, int first, int second)
    {
        FlowFacts facts = FlowFacts.Empty;
        foreach (int operand in (ReadOnlySpan<int>)[control, first, second])
        {
            facts.Source |= operand < 0 ? FlowSource.None : _facts[operand].Source;
            facts.IsWide |= operand >= 0 && _facts[operand].IsWide;
            facts.IsSizedByContent |= operand >= 0 && _facts[operand].IsSizedByContent;
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

    private double Largest(int point) => point >= 0 && _facts[point].IsConstant ? Math.Clamp(_constants.Of(point).Largest, 1, MostGain) : 1;

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

    private bool Is(int point, ReadOnlySpan<byte> name) => _flow.Points[point].Kind == FlowKind.Node && _model.Names.Is(_model.Nodes[_flow.Points[point].Row].Operator, name);

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
            return _model.NumbersOf(_model.Attributes[attribute]) is [-1];
        }

        ReadOnlySpan<int> operands = _flow.OperandsOf(point);
        return operands.Length > 1 && operands[1] >= 0 && _mass.IsConstant[operands[1]] && _mass.Counts[operands[1]] == 1
            && _constants.Of(operands[1]) is { IsUniform: true, Largest: 1 };
    }

    // One element beside larger inputs: a rate, a switch, a length, a step. Anything larger is data.
    private bool IsSetting(ValueRow input) => input.Kind == 1 && input.Dimensions >= 0 && _inputElements > 1 && !_model.Dimensions(input).ContainsAnyExcept(1);
}
