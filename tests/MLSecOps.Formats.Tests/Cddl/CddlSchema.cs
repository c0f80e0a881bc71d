using System.Globalization;
using System.Text.RegularExpressions;

namespace MLSecOps.Formats.Tests.Cddl;

/// <summary>Reads the part of CDDL (RFC 8610) that <c>reference/evidence.cddl</c> uses and holds CBOR against it: rules, choices, arrays, maps, occurrences, tags, ranges, literals, <c>.cbor .size .regexp .ge</c>. Shares no code with the product.</summary>
internal sealed partial class CddlSchema
{
    private readonly Dictionary<string, CddlType> _rules = [];
    private readonly Queue<string> _tokens;

    /// <exception cref="FormatException">Something that is not of that part.</exception>
    public CddlSchema(string text)
    {
        string bare = string.Concat(text.Split('\n').Select(line => Comment().Replace(line, "$1") + "\n"));
        _tokens = new Queue<string>(Tokens().Matches(bare).Select(match => match.Value));
        if (Whitespace().Replace(bare, "").Length != _tokens.Sum(token => Whitespace().Replace(token, "").Length))
        {
            throw new FormatException("a token of another kind");
        }

        while (_tokens.Count > 0)
        {
            string name = _tokens.Dequeue();
            Expect("=");
            _rules.Add(name, Type());
        }
    }

    /// <summary>Names of the rules.</summary>
    public IEnumerable<string> Rules => _rules.Keys;

    /// <summary>True when an item is what a rule says.</summary>
    public bool Fits(string rule, CborValue item) => _rules[rule](item);

    private CddlType Type()
    {
        List<CddlType> choices = [Controlled()];
        while (Try("/"))
        {
            choices.Add(Controlled());
        }

        return choices.Count == 1 ? choices[0] : item => choices.Any(choice => choice(item));
    }

    private CddlType Controlled()
    {
        CddlType type = Primary();
        while (_tokens.TryPeek(out string? control) && control[0] == '.' && control.Length > 1 && char.IsLetter(control[1]))
        {
            _tokens.Dequeue();
            CddlType before = type;
            switch (control)
            {
                case ".size":
                    (long least, long most) = Range(_tokens.Dequeue());
                    type = item => before(item) && item.Size >= least && item.Size <= most;
                    break;
                case ".ge":
                    long floor = long.Parse(_tokens.Dequeue(), CultureInfo.InvariantCulture);
                    type = item => before(item) && item.Integer >= floor;
                    break;
                case ".regexp":
                    Regex pattern = new($"\\A(?:{Unquote(_tokens.Dequeue())})\\z", RegexOptions.CultureInvariant);
                    type = item => before(item) && item.Text is { } text && pattern.IsMatch(text);
                    break;
                case ".cbor":
                    CddlType inner = Primary();
                    type = item => before(item) && item.Inner is { } held && inner(held);
                    break;
                default:
                    throw new FormatException(control);
            }
        }

        return type;
    }

    private CddlType Primary()
    {
        string token = _tokens.Dequeue();
        switch (token)
        {
            case "(":
                CddlType group = Type();
                Expect(")");
                return group;
            case "{":
                return Map();
            case "[":
                return Array();
            case "bstr":
                return item => item.Bytes is not null;
            case "tstr":
                return item => item.Text is not null;
            case "null":
                return item => item.IsNull;
        }

        if (token.StartsWith("#6.", StringComparison.Ordinal))
        {
            ulong tag = ulong.Parse(token.AsSpan(3), CultureInfo.InvariantCulture);
            Expect("(");
            CddlType tagged = Type();
            Expect(")");
            return item => item.Tag == tag && tagged(item.Items![0]);
        }

        if (token[0] == '"')
        {
            string text = Unquote(token);
            return item => item.Text == text;
        }

        if (token.StartsWith("h'", StringComparison.Ordinal))
        {
            byte[] bytes = Convert.FromHexString(token[2..^1]);
            return item => item.Bytes is { } found && found.AsSpan().SequenceEqual(bytes);
        }

        if (char.IsAsciiDigit(token[0]) || token[0] == '-')
        {
            (long least, long most) = Range(token);
            return item => item.Integer is { } number && number >= least && number <= most;
        }

        // A rule, perhaps of further down.
        return item => (_rules.TryGetValue(token, out CddlType? rule) ? rule : throw new FormatException($"no rule {token}"))(item);
    }

    private CddlType Map()
    {
        List<(CddlType Key, CddlType Value, int Least, int Most)> members = [];
        while (!Try("}"))
        {
            (int least, int most) = Occurrence();
            CddlType key = Type();
            if (!Try("=>"))
            {
                Expect(":");
            }

            members.Add((key, Type(), least, most));
            Try(",");
        }

        return item =>
        {
            if (item.Pairs is not { } pairs)
            {
                return false;
            }

            int[] counts = new int[members.Count];
            foreach ((CborValue key, CborValue value) in pairs)
            {
                int row = members.FindIndex(member => member.Key(key) && member.Value(value));
                if (row < 0)
                {
                    return false;
                }

                counts[row]++;
            }

            return counts.Zip(members).All(pair => pair.First >= pair.Second.Least && pair.First <= pair.Second.Most);
        };
    }

    private CddlType Array()
    {
        List<(CddlType Value, int Least, int Most)> elements = [];
        while (!Try("]"))
        {
            (int least, int most) = Occurrence();
            // A name before an element is for people.
            if (_tokens.ElementAt(1) == ":")
            {
                _tokens.Dequeue();
                _tokens.Dequeue();
            }

            elements.Add((Type(), least, most));
            Try(",");
        }

        return item =>
        {
            if (item.Items is not { } items || item.Tag is not null)
            {
                return false;
            }

            int at = 0;
            foreach ((CddlType value, int least, int most) in elements)
            {
                int count = 0;
                while (count < most && at < items.Count && value(items[at]))
                {
                    at++;
                    count++;
                }

                if (count < least)
                {
                    return false;
                }
            }

            return at == items.Count;
        };
    }

    // ?  *  +  n*m
    private (int Least, int Most) Occurrence()
    {
        if (Try("?"))
        {
            return (0, 1);
        }

        if (Try("+"))
        {
            return (1, int.MaxValue);
        }

        if (_tokens.Peek().Contains('*') && _tokens.Peek()[0] != '"')
        {
            string[] bounds = _tokens.Dequeue().Split('*');
            return (bounds[0].Length == 0 ? 0 : int.Parse(bounds[0], CultureInfo.InvariantCulture), bounds[1].Length == 0 ? int.MaxValue : int.Parse(bounds[1], CultureInfo.InvariantCulture));
        }

        return (1, 1);
    }

    // n, n..m or (n..m).
    private (long Least, long Most) Range(string token)
    {
        if (token == "(")
        {
            (long, long) inside = Range(_tokens.Dequeue());
            Expect(")");
            return inside;
        }

        string[] bounds = token.Split("..");
        long least = long.Parse(bounds[0], CultureInfo.InvariantCulture);
        return (least, bounds.Length == 1 ? least : long.Parse(bounds[1], CultureInfo.InvariantCulture));
    }

    private bool Try(string token) => _tokens.TryPeek(out string? next) && next == token && _tokens.TryDequeue(out _);

    private void Expect(string token)
    {
        string found = _tokens.Dequeue();
        if (found != token)
        {
            throw new FormatException($"expected {token}, found {found} before {string.Join(' ', _tokens.Take(6))}");
        }
    }

    private static string Unquote(string token) => token[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal);

    // A semicolon inside quotes is text.
    [GeneratedRegex("^((?:[^;\"]|\"(?:[^\"\\\\]|\\\\.)*\")*);.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|h'[0-9a-f]*'|#6\.[0-9]+|\.[a-z]+|-?[0-9]+\.\.-?[0-9]+|[0-9]*\*[0-9]*|-?[0-9]+|[a-z][a-z0-9-]*|=>|[={}\[\](),:/?+]
        """)]
    private static partial Regex Tokens();
}
