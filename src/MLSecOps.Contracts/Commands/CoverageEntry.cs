namespace MLSecOps.Contracts.Commands;

/// <summary>What fingerprints reveal of copies with one bit of one weight turned over, in JSON.</summary>
/// <param name="Bits"><c>sign</c>, <c>exponent</c>, <c>mantissa_high</c>, <c>mantissa_low</c> or <c>all</c>.</param>
/// <param name="Copies">Copies that they were not chosen by.</param>
/// <param name="Fingerprints">Share that at least one fingerprint reveals at the tolerance, 0..1.</param>
/// <param name="AllInputs">Share that at least one of all inputs that were tried reveals.</param>
/// <param name="AnyBit">Share that changes any bit of any fingerprint's answer: the most that bit-exact comparison on one machine can reveal.</param>
public sealed record CoverageEntry(string Bits, int Copies, double Fingerprints, double AllInputs, double AnyBit);
