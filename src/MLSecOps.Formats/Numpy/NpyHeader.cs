using System.Globalization;
using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;

namespace MLSecOps.Formats.Numpy;

/// <summary>The header of an .npy file.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions, each at least 0.</param>
internal sealed record NpyHeader(ElementType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Longest header: NumPy writes some 128 bytes for any array of numbers.</summary>
    public const int MaxBytes = 4096;

    private const string Descr = "descr", Order = "fortran_order", Dimensions = "shape";

    /// <summary>Bytes of all elements; null above <see cref="TensorLimits.MaxBytes"/>.</summary>
    public long? Bytes
    {
        get
        {
            long bytes = Shape.Contains(0) ? 0 : ElementTypes.Size(Type);
            foreach (long dimension in Shape)
            {
                if (bytes != 0 && dimension > TensorLimits.MaxBytes / bytes)
                {
                    return null;
                }

                bytes *= dimension;
            }

            return bytes;
        }
    }

    /// <summary>Reads the literal.</summary>
    /// <param name="text">ASCII, padded with spaces and a line feed; untrusted.</param>
    /// <param name="offset">Where it lies in the file.</param>
    public static Parsed<NpyHeader> Read(ReadOnlySpan<byte> text, long offset)
    {
        var literal = new PythonLiteral(Encoding.Latin1.GetString(text));
        ElementType type = ElementType.Undefined;
        IReadOnlyList<long>? shape = null;
        bool? fortran = null;
        bool good = literal.Skip('{');
        while (good && !literal.Skip('}'))
        {
            string? name = literal.Text();
            good = literal.Skip(':') && name switch
            {
                Descr when type == ElementType.Undefined => (type = TypeOf(literal.Text())) != ElementType.Undefined,
                Order when fortran is null => (fortran = literal.Truth()) == false,
                Dimensions when shape is null => (shape = literal.Tuple(TensorLimits.MaxRank)) is not null,
                _ => false,
            };
            good = good && (literal.Skip(',') || literal.Sees('}'));
        }

        return good && literal.AtEnd && fortran is not null && shape is not null && type != ElementType.Undefined
            ? new NpyHeader(type, shape)
            : new FormatFault(BaselineReasons.NpyMalformed, offset + literal.Position, "{'descr': little-endian numbers or booleans, 'fortran_order': False, 'shape': (...)}");
    }

    private static ElementType TypeOf(string? descr) => descr switch
    {
        "<f2" => ElementType.Float16,
        "<f4" => ElementType.Float32,
        "<f8" => ElementType.Float64,
        "|i1" => ElementType.Int8,
        "<i2" => ElementType.Int16,
        "<i4" => ElementType.Int32,
        "<i8" => ElementType.Int64,
        "|u1" => ElementType.UInt8,
        "<u2" => ElementType.UInt16,
        "<u4" => ElementType.UInt32,
        "<u8" => ElementType.UInt64,
        "|b1" => ElementType.Bool,
        _ => ElementType.Undefined,
    };

    /// <summary>The few forms of a Python literal that NumPy writes into a header.</summary>
    private sealed class PythonLiteral(string text)
    {
        public int Position { get; private set; }

        public bool AtEnd => Rest.Trim(" \n").IsEmpty;

        private ReadOnlySpan<char> Rest => text.AsSpan(Position);

        /// <summary>Whether this sign comes next, spaces left out.</summary>
        public bool Sees(char sign)
        {
            while (Position < text.Length && text[Position] == ' ')
            {
                Position++;
            }

            return Position < text.Length && text[Position] == sign;
        }

        /// <summary>Passes this sign if it comes next.</summary>
        public bool Skip(char sign)
        {
            bool seen = Sees(sign);
            Position += seen ? 1 : 0;
            return seen;
        }

        /// <summary>A string without escapes; null for anything else.</summary>
        public string? Text()
        {
            char quote = Sees('"') ? '"' : '\'';
            int end = Skip(quote) ? Rest.IndexOf(quote) : -1;
            if (end < 0 || Rest[..end].Contains('\\'))
            {
                return null;
            }

            string value = Rest[..end].ToString();
            Position += end + 1;
            return value;
        }

        /// <summary>True or false; null for anything else.</summary>
        public bool? Truth()
        {
            Sees(' ');
            bool? value = Rest.StartsWith("False") ? false : Rest.StartsWith("True") ? true : null;
            Position += value switch { false => 5, true => 4, _ => 0 };
            return value;
        }

        /// <summary>A tuple of at most so many whole numbers of at least 0; null for anything else.</summary>
        public List<long>? Tuple(int most)
        {
            List<long> values = [];
            bool open = Skip('(');
            while (open && !Skip(')'))
            {
                int digits = 0;
                Sees('0');
                while (digits < Rest.Length && char.IsAsciiDigit(Rest[digits]))
                {
                    digits++;
                }

                if (values.Count == most || !long.TryParse(Rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                {
                    return null;
                }

                values.Add(value);
                Position += digits;
                if (!Skip(',') && !Sees(')'))
                {
                    return null;
                }
            }

            return open ? values : null;
        }
    }
}
