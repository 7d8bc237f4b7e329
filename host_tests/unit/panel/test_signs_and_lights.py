"""Arrows, L1, tariff and the pulse LEDs."""

from fakes.bench_parts import Light
from fakes.plain_board import Lamp
from meter.config.settings import Settings
from meter.metrology.energy import UJ_PER_WH, Energy
from meter.metrology.quantities import Window
from meter.panel.display import (
    BLINK,
    CLOSED,
    LOW_CREDIT,
    MINUS_P,
    MINUS_Q,
    OFF,
    OPEN,
    PLUS_P,
    PLUS_Q,
    PREPAID,
    STEADY,
    TAMPER,
)
from meter.panel.indications import Indications
from meter.panel.lights import Lights
from meter.panel.red_led import RedLed
from meter.registers.status import ALARM, COVER, MAGNET, MEMORY, Status
from meter.registers.tariff import Tariff
from meter.registers.tariff_energies import TariffEnergies


class Breaker:
    """What the panel looks at of the control room; `basis` as if it were the setting."""

    def __init__(self, closed=True, basis=0, led=0, alarm=None, on=True):
        self.closed, self.basis, self.led = closed, basis, led
        self.alarm, self.on = alarm, on
        self.prepaying = basis & 2 > 0
        self.prepayment = None if alarm is None else self


def signs(volts=230, amps=5.0, active=0, reactive=0, control=None, bits=()):
    window = Window(4000)
    window.v_rms_mv, window.i_rms_ua = 1000 * volts, round(1_000_000 * amps)
    energy = Energy(2300)
    energy.active_uj, energy.reactive_uj = active, reactive
    status = Status()
    for bit in bits:
        status.set(bit, True)
    return Indications(window, energy, TariffEnergies(energy), status, 160_000, 10_000, control, control).read()


def test_arrows_show_the_quadrant_of_what_is_counted():
    assert signs(active=5, reactive=5)[0] == PLUS_P | PLUS_Q
    assert signs(active=-5, reactive=5)[0] == MINUS_P | PLUS_Q
    assert signs(active=-5, reactive=-5)[0] == MINUS_P | MINUS_Q
    assert signs(active=5, reactive=-5)[0] == PLUS_P | MINUS_Q
    assert signs(active=5)[0] == PLUS_P
    assert signs(amps=0.009, active=5)[0] == 0


def test_l1_is_steady_with_current_blinks_without_and_is_off_below_the_voltage_limit():
    assert signs()[3] == STEADY
    assert signs(amps=0.009)[3] == BLINK
    assert signs(volts=159)[3] == OFF


def test_the_triangle_shows_internal_errors_only():
    status = Status()
    assert status.set(MAGNET, True) and not status.critical()
    assert not status.set(MAGNET, True)
    status.set(MEMORY, True)
    assert status.critical()


def test_the_breakers_sign_is_dark_while_nothing_may_disconnect():
    assert signs()[4] == 0
    assert signs(control=Breaker())[4] == signs(control=Breaker(closed=False))[4] == 0
    for basis in (1, 2, 64):
        assert signs(control=Breaker(basis=basis))[4] == CLOSED
        assert signs(control=Breaker(closed=False, basis=basis))[4] == OPEN


def test_prepayment_has_a_sign_and_a_low_credit_another():
    assert signs(control=Breaker(basis=2, alarm=False))[4] == CLOSED | PREPAID
    assert signs(control=Breaker(closed=False, basis=2, alarm=True))[4] == OPEN | PREPAID | LOW_CREDIT
    assert signs(control=Breaker(basis=1, alarm=True, on=False))[4] == CLOSED


def test_the_hand_shows_cover_and_magnet_whatever_else_is_wrong():
    assert signs(bits=(MAGNET,))[4] == signs(bits=(COVER,))[4] == TAMPER
    assert signs(bits=(COVER,), control=Breaker(basis=1))[4] == TAMPER | CLOSED
    assert signs(bits=(ALARM, MEMORY))[4] == 0


def shone(control, seconds=2):
    """The red LED after each window of `seconds`, as 0 and 1."""
    lamp = Lamp()
    led = RedLed(lamp, control)
    seen = []
    for now_ms in range(0, 1000 * seconds, 200):
        led.step(now_ms)
        seen.append(int(lamp.on))
    return seen


def test_the_red_led_is_dark_steady_or_flashes_once_a_second():
    assert shone(None) == shone(Breaker()) == [0] * 10
    assert shone(Breaker(led=1)) == [1] * 10
    assert shone(Breaker(led=2)) == [1, 1, 1, 0, 0] * 2


def test_the_red_led_is_left_alone_while_it_is_right():
    class Counting:
        told = 0

        def set(self, on):
            self.told += 1

    lamp, control = Counting(), Breaker(led=1)
    led = RedLed(lamp, control)
    for now_ms in range(0, 4000, 200):
        led.step(now_ms)
    assert lamp.told == 1
    control.led = 0
    led.step(4000)
    assert lamp.told == 2


def lights(led=1, pulses=1):
    """led, pulses: digits B and I of the configuration."""
    energy = Energy(2300)
    leds, s0 = (Light(), Light()), (Light(), Light())
    codes = ["1-%d-000-00-2" % led, "000-01-01-%d" % pulses, "00-0-01-0-00", "000-000-00", "000"]
    return Lights(leds, s0, energy, Settings({"configuration": codes})), energy, leds, s0


def test_active_pulses_follow_import_and_reactive_ones_r_plus():
    panel, energy, leds, s0 = lights(pulses=3)
    for active, reactive, quadrant in ((UJ_PER_WH, UJ_PER_WH, 1), (-UJ_PER_WH, -UJ_PER_WH, 3)):
        energy.active_uj, energy.reactive_uj, energy.quadrant = active, abs(reactive), quadrant
        panel.step(200_000, 0)
        energy.active_uj = energy.reactive_uj = 0
        panel.step(200_000, 0)
    assert [width for _, width in leds[0].pulses] == [80]
    assert leds[0].pulses == s0[0].pulses and leds[1].pulses == s0[1].pulses
    assert len(leds[1].pulses) == 1


def test_without_consumption_the_led_is_dark_or_lit_as_configured():
    for lit in (False, True):
        panel, energy, leds, _ = lights(led=2 if lit else 1)
        panel.step(200_000, 0)
        assert leds[0].on is lit
        energy.active_uj = 1000
        panel.step(200_000, 0)
        assert leds[0].on is False


def source(module):
    """A Tariff of a meter with that tariff module (CCC)."""
    return Tariff(
        Settings({"configuration": ["1-1-%s-00-2" % module, "000-01-01-1", "00-0-01-0-00", "000-000-00", "000"]})
    )


def test_tariff_inputs_choose_and_a_command_holds_until_they_change():
    tariff = source("018")
    for levels, wanted in (((False, False), 1), ((True, False), 2), ((False, True), 3), ((True, True), 4)):
        tariff.inputs(*levels)
        assert tariff.wanted == wanted
    tariff.write("7")
    tariff.inputs(True, True)
    assert tariff.wanted == 7
    tariff.inputs(False, False)
    assert tariff.wanted == 1


def test_a_module_for_two_tariffs_looks_at_its_one_input_and_no_module_at_none():
    two, none = source("008"), source("000")
    for levels, wanted in (((True, False), 2), ((True, True), 2), ((False, True), 1)):
        two.inputs(*levels)
        none.inputs(*levels)
        assert (two.wanted, none.wanted) == (wanted, 1)
