namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>Computes with the few numbers that shapes are made of.</summary>
internal static class ConstantArithmetic
{
    /// <summary>Dimensions of two values that are stretched to each other; null when one's are not known.</summary>
    internal static double[]? Broadcast(double[]? one, double[]? other)
    {
        if (one is null || other is null)
        {
            return null;
        }

        double[] dims = new double[Math.Max(one.Length, other.Length)];
        for (int back = 1; back <= dims.Length; back++)
        {
            double a = back <= one.Length ? one[^back] : 1, b = back <= other.Length ? other[^back] : 1;
            dims[^back] = a == 1 ? b : b == 1 ? a : double.IsNaN(a) ? b : double.IsNaN(b) ? a : a == 0 || b == 0 ? 0 : Math.Max(a, b);
        }

        return dims;
    }

    /// <summary>One number from one; NaN when the operator is none that is computed.</summary>
    internal static double Of(string name, double a) => name switch
    {
        "Neg" => -a,
        "Abs" => Math.Abs(a),
        "Floor" => Math.Floor(a),
        "Ceil" => Math.Ceiling(a),
        "Round" => Math.Round(a),
        "Sqrt" => Math.Sqrt(a),
        "Exp" => Math.Exp(a),
        "Reciprocal" => 1 / a,
        "Not" => double.IsNaN(a) ? a : a == 0 ? 1 : 0,
        "Relu" => Math.Max(0, a),
        _ => double.NaN,
    };

    /// <summary>One number from two.</summary>
    internal static double Of(string name, double a, double b) => name switch
    {
        // What decides alone needs no other.
        "Or" when a is not 0 and not double.NaN || b is not 0 and not double.NaN => 1,
        "And" when a == 0 || b == 0 => 0,
        _ when double.IsNaN(a) || double.IsNaN(b) => double.NaN,
        "Add" or "Sum" => a + b,
        "Sub" => a - b,
        "Mul" => a * b,
        "Div" => b == 0 ? double.NaN : Math.Floor(a) == a && Math.Floor(b) == b ? Math.Truncate(a / b) : a / b,
        "Mod" => b == 0 ? double.NaN : a - (b * Math.Floor(a / b)),
        "Pow" => Math.Pow(a, b),
        "Max" => Math.Max(a, b),
        "Min" => Math.Min(a, b),
        "Equal" => a == b ? 1 : 0,
        "Less" => a < b ? 1 : 0,
        "LessOrEqual" => a <= b ? 1 : 0,
        "Greater" => a > b ? 1 : 0,
        "GreaterOrEqual" => a >= b ? 1 : 0,
        "Or" or "And" => name == "And" ? 1 : 0,
        "Xor" => (a == 0) == (b == 0) ? 0 : 1,
        "BitShift" => a * Math.Pow(2, b),
        _ => double.NaN,
    };

    /// <summary>Numbers from two rows of one length, or from a row and one number; null when they are not known.</summary>
    internal static double[]? Of(string name, double[]? one, double[]? other)
    {
        if (name is "Or" or "And" && (one is null) != (other is null) && (one ?? other) is [var only])
        {
            double alone = Of(name, only, double.NaN);
            return double.IsNaN(alone) ? null : [alone];
        }

        if (one is null || other is null || one.Length == 0 || other.Length == 0 || (one.Length != other.Length && one.Length != 1 && other.Length != 1))
        {
            return null;
        }

        double[] numbers = new double[Math.Max(one.Length, other.Length)];
        for (int index = 0; index < numbers.Length; index++)
        {
            numbers[index] = Of(name, one[one.Length == 1 ? 0 : index], other[other.Length == 1 ? 0 : index]);
        }

        return numbers;
    }

    /// <summary>One number from a row.</summary>
    internal static double Reduce(string name, double[] row) => name switch
    {
        "ReduceProd" => row.Aggregate(1.0, (product, number) => product * number),
        "ReduceSum" => row.Sum(),
        "ReduceMax" => row.Max(),
        "ReduceMin" => row.Min(),
        "ReduceMean" => row.Average(),
        _ => double.NaN,
    };
}
