using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Cli.Hub;

/// <summary>Finds the device that somebody means by the first digits of its UEID.</summary>
/// <param name="hub">Who knows them.</param>
/// <param name="invocation">For the words of a failure.</param>
internal sealed class DeviceNames(HubClient hub, Invocation invocation)
{
    private const int LeastDigits = 6;
    private const int MostShown = 5;

    private HubDevices? _devices;

    /// <summary>The whole UEID. Asks the hub only when it is abbreviated.</summary>
    /// <param name="text">As written on the command line.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    /// <exception cref="CommandFailure">It is no UEID, nobody's, or that of several.</exception>
    public async Task<string> ResolveAsync(string text, CancellationToken cancellationToken)
    {
        string digits = text.ToLowerInvariant();
        if (Ueid.TryParse(digits, out _))
        {
            return digits;
        }

        if (digits.Length is < LeastDigits or > 2 * Ueid.DeviceBytes || !digits.All(char.IsAsciiHexDigit))
        {
            throw invocation.Usage($"\"{text}\" names no device", $"expected the 34 hexadecimal digits of a UEID, or at least {LeastDigits} of its first");
        }

        _devices ??= await hub.GetAsync(HubRoutes.Devices, HubJson.Default.HubDevices, cancellationToken);
        string[] found = [.. _devices.Devices.Select(device => device.Ueid).Where(ueid => ueid.StartsWith(digits, StringComparison.Ordinal))];
        return found switch
        {
            [var one] when Ueid.TryParse(one, out _) => one,
            [] => throw new CommandFailure(HubReasons.DeviceUnknown, $"the hub at {hub.Name} has no device whose UEID begins with {digits}"),
            _ => throw invocation.Usage(
                $"{digits} is the beginning of {found.Length} devices", string.Join(", ", found.Take(MostShown)) + (found.Length > MostShown ? ", ..." : string.Empty)),
        };
    }
}
